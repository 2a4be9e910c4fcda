"""What `schema` says in each language: the finding and its remedy, and what a fix did."""

from __future__ import annotations

from lekalo.core.records import Language

SAID: dict[Language, dict[str, tuple[str, str]]] = {
    "en": {
        "context": (
            "{rows} longer than the base reads, by an estimate ({most} tokens of {context}); "
            "such a row is refused or its answer is cut off.",
            "Shorten them, split the chats, or take a base with a longer context.",
        ),
        "gap": (
            "{rows} with a gap of a template that was not filled ({found}); the model would say "
            "it to clients as it stands.",
            "Fill the gaps, or take these rows out.",
        ),
        "fence": (
            "{rows} with a code fence that is not closed; the model would leave its own open.",
            "Close the fence, or write the answer to its end.",
        ),
        "json": (
            "{rows} of JSON that can't be read; the model would learn to break it.",
            "Mend the JSON: brackets, quotes and commas.",
        ),
        "html": (
            "{rows} of HTML with tags that are not closed; the model would leave its own open.",
            "Close the tags in the order they were opened in.",
        ),
        "cut": (
            "{rows} cut in the middle, without an end; the model would learn to stop halfway.",
            "Finish these answers, or take them out; look for a limit on length where the data "
            "was made.",
        ),
        "characters": (
            "{rows} with control, invisible or lost characters ({found}); they take up tokens and "
            "break words.",
            "`lekalo check --fix` removes those that only take up space; a lost letter (U+FFFD) "
            "must be written again.",
        ),
        "encoding": (
            "{rows} read in a wrong encoding ({found}); the model would learn the wrong letters.",
            "`lekalo check --fix` restores the text; better, write the file again in UTF-8.",
        ),
        "alphabets": (
            "{rows} with words that mix Latin and Cyrillic letters that look alike ({found}); to "
            "the model these are other words.",
            "`lekalo check --fix` writes each word in one alphabet.",
        ),
    },
    "ru": {
        "context": (
            "{rows} длиннее, чем читает базовая модель, по оценке ({most} токенов при {context}); "
            "такая строка будет отклонена или останется без конца ответа.",
            "Сократите их, разбейте диалоги или возьмите модель с большим контекстом.",
        ),
        "gap": (
            "{rows} с незаполненным местом шаблона ({found}); модель так и скажет это клиентам.",
            "Заполните эти места или уберите строки.",
        ),
        "fence": (
            "{rows} с незакрытым блоком кода; модель тоже будет оставлять его открытым.",
            "Закройте блок или допишите ответ.",
        ),
        "json": (
            "{rows} с JSON, который не читается; модель научится его ломать.",
            "Исправьте JSON: скобки, кавычки и запятые.",
        ),
        "html": (
            "{rows} с HTML, где закрыты не все теги; модель тоже не будет их закрывать.",
            "Закройте теги в том порядке, в каком они открыты.",
        ),
        "cut": (
            "{rows} без конца: текст обрывается посередине; модель научится останавливаться на "
            "полуслове.",
            "Допишите эти ответы или уберите их; проверьте, нет ли ограничения длины там, где "
            "собирали данные.",
        ),
        "characters": (
            "{rows} с управляющими, невидимыми или утраченными знаками ({found}); они занимают "
            "токены и разрывают слова.",
            "`lekalo check --fix` уберёт те, что лишь занимают место; утраченную букву (U+FFFD) "
            "нужно вписать заново.",
        ),
        "encoding": (
            "{rows} в неверной кодировке ({found}); модель выучит не те буквы.",
            "`lekalo check --fix` восстановит текст; лучше записать файл заново в UTF-8.",
        ),
        "alphabets": (
            "{rows} со словами, где латинские буквы стоят вместо похожих русских или наоборот "
            "({found}); для модели это другие слова.",
            "`lekalo check --fix` запишет каждое слово одним алфавитом.",
        ),
    },
}
WHY: dict[Language, dict[str, str]] = {
    "en": {
        "encoding": "text restored to its encoding",
        "characters": "invisible signs removed",
        "alphabets": "look-alike letters put into one alphabet",
    },
    "ru": {
        "encoding": "восстановлена кодировка",
        "characters": "убраны невидимые знаки",
        "alphabets": "похожие буквы приведены к одному алфавиту",
    },
}
