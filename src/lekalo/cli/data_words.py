"""What the screens of `lekalo data` say, in English and in Russian."""

from __future__ import annotations

from lekalo.core.wording import Phrase, Word

# show

SHOWN = Phrase("{where}  {shape}, as {base} reads it", "{where}  {shape}, как это читает {base}")
VIEW = Phrase("{name}: {tokens}, {trained} trained", "{name}: {tokens}, обучаемых {trained}")
VIEW_OVER = Phrase(
    "{name}: {tokens}, over the {limit} that the base reads, {trained} trained",
    "{name}: {tokens}, а модель читает не больше {limit}; обучаемых {trained}",
)
MORE_TOKENS = Phrase(
    "... and {count} more tokens; --json gives all", "... и ещё токенов: {count}; все даёт --json"
)
ABOUT = {
    "title": Word("title", "название"),
    "group": Word("group", "группа"),
    "author": Word("author", "автор"),
    "date": Word("date", "дата"),
    "label": Word("label", "метка"),
    "criterion": Word("criterion", "критерий"),
    "policy": Word("policy", "правило"),
    "first": Word("first", "показан первым"),
}
VIEWS = {
    "text": Word("text", "текст"),
    "chat": Word("chat", "диалог"),
    "chosen": Word("chosen", "выбран"),
    "rejected": Word("rejected", "отвергнут"),
    "good": Word("good", "хороший"),
    "bad": Word("bad", "плохой"),
}
TRAINED = Phrase("trained", "обучается")
ONLY_READ = Phrase(" not trained, only read", " не обучается, только читается")
BETWEEN = Phrase(
    "   {mark} between tokens (a letter of several is not parted)",
    "   {mark} между токенами (буква из нескольких не делится)",
)

# split, seal

TO_TRAIN = Phrase("{file}: {rows} to train on", "{file}: {rows} для обучения")
HELD_OUT = Phrase(
    "{file}: {rows} held out ({share}), sealed", "{file}: {rows} для оценки ({share}), опечатано"
)
SINCE = Phrase("  nothing in training is later than {date}", "  в обучении нет ничего позже {date}")
ALIKE = Phrase(
    "  {rows} are nearly alike, over a quarter of all: they stand on both sides, and only those "
    "that ask exactly the same stay together",
    "  почти одинаковых: {rows}, больше четверти всех; они есть с обеих сторон, вместе держатся "
    "только те, где вопрос совпадает в точности",
)
MISSED = Phrase(
    "  asked for {asked}, held out {reached}: rows that belong together are not parted, and the "
    "largest group of them has {largest} ({share} of all); --group with a column of smaller "
    "groups, or another --eval-share, comes nearer",
    "  просили {asked}, отложено {reached}: связанные строки не разделяются, а в самой большой "
    "группе {largest} ({share} всех); ближе к доле подведёт --group со столбцом, где группы "
    "меньше, или другая --eval-share",
)
LEAKING = Phrase(
    "  held out, and asked in training too: {rows}. Kept together, such rows would be over a "
    "quarter of the data; `lekalo check {train} --eval {held}` names them (leakage)",
    "  отложено, хотя тот же вопрос есть в обучении: {rows}. Вместе такие строки заняли бы больше "
    "четверти данных; их назовёт `lekalo check {train} --eval {held}` (leakage)",
)
UNSHOWN = Phrase(
    "  rows are too many to look for other wordings of a question on both sides: "
    "`lekalo check {train} --eval {held}` looks for them (leakage)",
    "  строк слишком много, и не проверялось, нет ли с обеих сторон одного вопроса в разных "
    "словах: это проверит `lekalo check {train} --eval {held}` (leakage)",
)
NEXT_SPLIT = Phrase(
    "Next: name the two in recipe.yaml, as data.train and data.eval",
    "Дальше: назовите их в recipe.yaml как data.train и data.eval",
)
SEALED = Phrase("{file}: {rows}, sealed on {date}", "{file}: {rows}, опечатано {date}")

# convert

CONVERTED = Phrase(
    "{rows} of {to} in {out}, made of: {shape}", "{rows} вида {to} в {out}, из строк: {shape}"
)
LEFT_OUT = Phrase("{count} left out:", "Пропущено строк: {count}")

# resolve

GROUP = Phrase("Group {number} of {count}", "Группа {number} из {count}")
QUESTION = Phrase("Question: {text}", "Вопрос: {text}")
ANSWER = Phrase(
    "  {number}) line {line}{author}: {text}", "  {number}) строка {line}{author}: {text}"
)
ASK = Phrase(
    "Keep which? (1 ... {count}, several, all, none, skip, stop)",
    "Что оставить? (1 ... {count}, несколько, all - все, none - ничего, skip - позже, "
    "stop - прервать)",
)
KEPT = Phrase(
    "Choices are kept in {path}; the same command goes on from there.",
    "Выбор сохранён в {path}; та же команда продолжит с этого места.",
)
TO_FILL = Phrase(
    "{path}: {groups}. Fill in each `keep`, then give it as --choices.",
    "{path}: {groups}. Заполните каждый `keep` и дайте этот файл в --choices.",
)
NOTHING_DISAGREES = Phrase(
    "No answers of {file} disagree; there is nothing to resolve.",
    "Ответы в {file} друг другу не противоречат; решать нечего.",
)
RESOLVED = Phrase("{copy}: {rows} left out, {groups} in all", "{copy}: {groups}, пропущено: {rows}")
UNDECIDED = Phrase(
    "  undecided and left whole: {groups}", "  не решено и оставлено целиком: {groups}"
)
