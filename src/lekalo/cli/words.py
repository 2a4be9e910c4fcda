"""What the screens of the commands say, in English and in Russian.

Of `check`, `plan` and `compare` only the mistakes are here: their screens' words stand beside
what makes them. What a command refuses is in `mistakes`.
"""

from __future__ import annotations

from lekalo.core.records import Decision, Severity, SuiteKind
from lekalo.core.wording import Phrase, Word

# Everywhere

ERROR = Phrase("Error: ", "Ошибка: ")
HELD = Phrase("Held: ", "Остановлено: ")
STOPPED = Phrase(
    "Stopped. What was saved is kept; `lekalo train --resume` goes on.",
    "Остановлено. Сохранённое цело; продолжить: `lekalo train --resume`.",
)
MORE_FINDINGS = Phrase(
    "  and {count} more; the same command with --json lists them all",
    "  и ещё {count}; все перечислит та же команда с --json",
)
MORE = Phrase(" and {count} more", " и ещё {count}")
NOT_MEASURED = Phrase("not measured", "не измерено")
FIRST_VERSION = Phrase(
    "There are no versions yet. Make one with: lekalo train",
    "Версий пока нет. Сделайте первую командой: lekalo train",
)
SEVERITIES: dict[Severity, Word] = {
    "note": Word("note", "к сведению"),
    "warning": Word("warning", "предупреждение"),
    "hold": Word("hold", "остановка"),
}
DECISIONS: dict[Decision, Word] = {
    "release": Word("release", "выпускать"),
    "hold": Word("hold", "не выпускать"),
    "undecided": Word("undecided", "не ясно"),
}
SUITE_KINDS: dict[SuiteKind, Word] = {
    "target": Word("target", "целевой"),
    "golden": Word("golden", "золотой"),
    "baseline": Word("baseline", "базовый"),
}
STAGES = {
    "asking": Word("asking", "вопросы"),
    "checking": Word("checking", "проверка"),
    "comparing": Word("comparing", "сравнение"),
    "loading": Word("loading", "загрузка"),
    "measuring": Word("measuring", "оценка"),
    "probing": Word("probing", "пробные шаги"),
    "reading": Word("reading", "чтение"),
    "reporting": Word("reporting", "отчёт"),
    "serving": Word("serving", "сервер"),
    "training": Word("training", "обучение"),
    "writing": Word("writing", "запись"),
}
"""Beside the progress bars."""

# The gate and the suites

GATE = Phrase("Gate: ", "Решение: ")
GATE_SIDES = Phrase(" ({candidate} against {against})", " ({candidate} в сравнении с {against})")
GATE_ALONE = Phrase(" ({candidate} against nothing)", " ({candidate}, сравнить не с чем)")
MORE_ITEMS = Phrase(
    "; {count} more items would tell", "; чтобы решить, нужно ещё вопросов: {count}"
)
SUITE = Phrase("suite", "набор")
KIND = Phrase("kind", "вид")

# train

TRAINS = Phrase("{name} on {base}", "{name} на базе {base}")
ROWS = Phrase("{rows}, {tokens}", "{rows}, {tokens}")
ROWS_TRAINED = Phrase(
    "{rows}, {tokens}, {trained} of them trained", "{rows}, {tokens}, из них обучаемых {trained}"
)
HELD_OUT = Phrase("  {rows}; {held} held out", "  {rows}; отложено: {held}")
LONGEST = Phrase(
    "  the longest row has {longest} of {context} tokens",
    "  в самой длинной строке токенов: {longest} из {context}",
)
STEPS = Phrase("  {steps}; about {memory} MiB", "  {steps}; памяти нужно около {memory} МиБ")
SUITES = Phrase("  suites: {suites}", "  наборы: {suites}")
NO_SUITES = Phrase("none, so nothing will be measured", "нет, поэтому ничего не будет измерено")
NOTE = Phrase("  note: {text}", "  к сведению: {text}")
NOT_RUN = Phrase("  not run {check}: {reason}", "  не проводилась {check}: {reason}")
ALL_FINE = Phrase("  the checks found nothing wrong", "  проверки ничего плохого не нашли")
BEST = Phrase(
    "{ref}: the checkpoint at step {step} of {last}",
    "{ref}: контрольная точка на шаге {step} из {last}",
)
BEST_LOSS = Phrase(
    "{ref}: the checkpoint at step {step} of {last} (eval loss {loss} nats a token)",
    "{ref}: контрольная точка на шаге {step} из {last} (потери на отложенных примерах {loss} нат "
    "на токен)",
)
SPEED = Phrase(
    "  {tokens} in {seconds} s, {speed} a second", "  {tokens} за {seconds} с, {speed} в секунду"
)
REPORT = Phrase("Report: {page}", "Отчёт: {page}")
NEXT_PROMOTE = Phrase("Next: lekalo promote {ref}", "Дальше: lekalo promote {ref}")
NEXT_ASK = Phrase(
    'Next: lekalo ask {ref} "..." to see its answers',
    'Дальше: lekalo ask {ref} "..." — посмотреть, как она отвечает',
)

# new, serve, ask, chat, export

NEXT_TRAIN = Phrase("Next: cd {folder} && lekalo train", "Дальше: cd {folder} && lekalo train")
SERVING = Phrase("Serving on {url}/v1 (Ctrl+C stops)", "Сервер: {url}/v1 (остановить: Ctrl+C)")
ANSWERED = Phrase("({label})", "({label})")
ANSWER_CUT = Phrase("({label}, cut at max_tokens)", "({label}, оборван по max_tokens)")
TALKING = Phrase(
    "Talking with {label}. An empty line ends it, /new starts anew.",
    "Разговор с {label}. Пустая строка заканчивает его, /new начинает заново.",
)
EXPORTED = Phrase("{ref} is in {folder}", "{ref} записана в {folder}")
THROUGH_FULL = Phrase(
    "Its base is held in {held}, so it was loaded whole and merged there; what {held} rounds is "
    "back, and answers may differ a little from the adapter's above {held}.",
    "Её базовая модель хранится в {held}, поэтому для слияния она загружена целиком; потерянное "
    "при округлении до {held} вернулось, и ответы могут немного отличаться от ответов адаптера "
    "поверх {held}.",
)

DRAFTS = Phrase(
    "{drafts} of knowledge-base documents: {folder}",
    "{drafts} документов для базы знаний: {folder}",
)

# runs, versions, status, show, diff, promote, rollback

FIRST_RUN = Phrase(
    "There are no runs yet. Start one with: lekalo train",
    "Запусков пока нет. Начните первый командой: lekalo train",
)
RUN_COLUMNS = Phrase("run,step,loss,eval loss,", "запуск,шаг,потери,на отложенных,")
STEP_OF = Phrase("{step} of {steps}", "{step} из {steps}")
ENDED = Phrase("ended", "закончен")
UNDER_WAY = Phrase("stopped or running", "остановлен или идёт")
VERSION_COLUMNS = Phrase("version,stage,made,by,figures", "версия,состояние,создана,кем,оценки")
VERSION_STAGES = {
    "candidate": Word("candidate", "кандидат"),
    "live": Word("live", "рабочая"),
    "retired": Word("retired", "снята"),
}
LIVE_NOW = Phrase("{name}: {ref}", "{name}: {ref}")
LIVE_UNMEASURED = Phrase("{name}: {ref} (not measured)", "{name}: {ref} (не измерена)")
NOTHING_LIVE = Phrase("{name}: nothing live", "{name}: рабочей версии нет")
CANDIDATES = Phrase("  candidates: {refs}", "  кандидаты: {refs}")
ABOVE_BASE = Phrase("{kind} above {base}", "{kind} поверх {base}")
BASE_ALONE = Phrase("its base alone", "только базовая модель")
MADE_OF = Phrase("  {made}", "  {made}")
MADE_ACCEPTING = Phrase("  {made}; accepted: {accepted}", "  {made}; принято: {accepted}")
ACTIONS = {
    "create": Word("create", "создание"),
    "promote": Word("promote", "выпуск"),
    "rollback": Word("rollback", "откат"),
}
MADE_BY = Phrase("{when} by {who}", "{when}, {who}")
NOT_SAID = Phrase("not said", "не сказано")
NONE = Phrase("none", "нет")
RUN_AT = Phrase("{run} at step {step}", "{run}, шаг {step}")
HELD_IN = Phrase("{base}  held in {held}", "{base}  хранится в {held}")
DATA_OF = Phrase("{rows} of {files}", "{rows} из {files}")
ACCEPTED = Phrase("  accepted  {code}: {because} ({who})", "  принято  {code}: {because} ({who})")
PARTS = {
    "made": Word("made", "создана"),
    "why": Word("why", "зачем"),
    "base": Word("base", "база"),
    "recipe": Word("recipe", "рецепт"),
    "prompt": Word("prompt", "промпт"),
    "run": Word("run", "запуск"),
    "code": Word("code", "программа"),
    "adapter": Word("adapter", "адаптер"),
    "data": Word("data", "данные"),
    "policy": Word("policy", "правила"),
    "knowledge": Word("knowledge", "знания"),
    "metrics": Word("metrics", "оценки"),
}
"""Of which a version is made."""
SAME_PARTS = Phrase(
    "{before} and {after} are made of the same parts.",
    "{before} и {after} собраны из одного и того же.",
)
DIFF_COLUMNS = Phrase("part,what", "часть,что")
LIVE = Phrase("{ref} is live.", "{ref} теперь рабочая.")
LIVE_AGAIN = Phrase("{ref} is live again.", "{ref} снова рабочая.")
NEXT_SERVE = Phrase(
    "Next: lekalo serve {name}, or go back with lekalo rollback {name}",
    "Дальше: lekalo serve {name}, а вернуться назад: lekalo rollback {name}",
)

# demo

SHOP = Phrase(
    "A made-up shop's files are in {folder}/", "Файлы выдуманного магазина — в папке {folder}/"
)
LEARNED = Phrase(
    "\n1. {ref} learned the house style from {rows}.",
    "\n1. {ref} научилась стилю магазина ({rows}).",
)
WENT_LIVE = Phrase(
    "   The gate said {decision}, and {ref} went live.",
    "   Решение: {decision}; {ref} стала рабочей.",
)
SPOILED = Phrase(
    "\n2. {ref} was trained on spoiled tickets. The gate: {decision}.",
    "\n2. {ref} обучена на испорченных обращениях. Решение: {decision}.",
)
ASKED = Phrase(
    "\n3. One question over HTTP; {ref} was forced live, then rolled back:",
    "\n3. Один вопрос по HTTP; {ref} включили силой, затем откатили:",
)
MOMENTS = {
    "base": Word("base", "база"),
    "live": Word("live", "рабочая"),
    "forced": Word("forced", "силой"),
    "rolled back": Word("rolled back", "после отката"),
}
DONE = Phrase(
    "\nDone in {seconds} s. The report, with every answer and curve:",
    "\nГотово за {seconds} с. Отчёт со всеми ответами и кривыми:",
)
NEXT_DEMO = Phrase(
    "Next: cd {folder} && lekalo serve     or: lekalo new my-support",
    "Дальше: cd {folder} && lekalo serve     или: lekalo new my-support --lang ru",
)
