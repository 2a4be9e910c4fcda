"""Words, letters and endings by which `languages` tells one language from another.

Leaves out scripts, which most languages of other alphabets are told by alone.
"""

from __future__ import annotations

from collections.abc import Mapping

STOP: Mapping[str, str] = {
    "en": "the of and to is that it for was on are as with his they at be this have from or had "
    "by but what all were we when your can said there an which she do how their if will each "
    "about out then them these so some her would make like him into has more could been its who "
    "now than first may did per many much need hour hours day days two get you he not our please "
    "any also after my us should i'm it's don't "
    "where why because very just only other here no yes does am me a i in use one people",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch "
    "es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen "
    "so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei ihr ich wir sie "
    "kann können bitte wenn keine kein uns diese dieser mein ihre ihnen hier was wo warum ja",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce "
    "il sont la avec son ou si mais comme nous vous je elle été aux cette être ces ses votre "
    "vos notre nos fait tout leur y bien sans peut c'est d'une l'on très aussi où quand mon ma",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más o pero "
    "sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había era "
    "muy años hasta desde está mi porque qué sólo han yo hay usted puede nos tiene cómo dónde",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi "
    "ao ele das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso "
    "ela entre era depois sem mesmo aos ter seus quem nas me esse eles estão você são onde",
    "it": "di e il la che in a per è un non sono del con una i da le si al come più dei nel alla "
    "ma gli lo della anche ha ci o se delle questo cosa suo sua essere mi ho hanno può perché "
    "io tu quando molto dove chi nella degli dal sulla tra fra dopo ancora solo già così",
    "nl": "de het een en van in is dat op te zijn met voor niet aan er om ook als dan maar bij of "
    "uit nog wordt door naar heeft hebben worden deze over tot je we wij u uw kan geen wel meer "
    "wat hun dit ze zo waar hoe waarom moet mijn ik hier alle al",
    "pl": "w i na z się nie do to jest że o od za po jak ale co dla przez był tym przy jego tak "
    "są może oraz czy tylko ich lub już być ze aby która który jej bardzo gdzie mnie można proszę",
    "tr": "ve bir bu da de için ile çok daha gibi olarak en ne kadar var sonra mi mı ama olan her "
    "ben o ya değil ki olduğu göre nasıl neden nerede lütfen bana sizin",
}
_STOP_CYRILLIC: Mapping[str, str] = {
    "ru": "и в не на с что по как это из для к вы от но так же у за или если мы его при чтобы "
    "может то все ещё был быть вам ваш где мой можно нет также который которые они она он я "
    "только уже до эти есть очень будет ли бы со во об нас вас меня",
    "bg": "и в не на с че по как това от за към вие но така у или ако ние му при да може още е "
    "беше са се ще ви къде има няма също който които те тя той аз само вече много си във със",
}
_LETTERS: Mapping[str, str] = {
    "ß": "de", "ä": "de", "ö": "de tr", "ü": "de tr", "ñ": "es", "¿": "es", "¡": "es",
    "ç": "fr pt tr", "é": "fr es pt it", "è": "fr it", "ê": "fr pt", "à": "fr it pt", "œ": "fr",
    "û": "fr", "î": "fr", "ã": "pt", "õ": "pt", "á": "es pt", "í": "es pt", "ó": "es pt pl",
    "ú": "es pt", "ù": "it fr", "ò": "it", "ì": "it", "ł": "pl", "ą": "pl", "ę": "pl", "ś": "pl",
    "ż": "pl", "ź": "pl", "ć": "pl", "ń": "pl", "ğ": "tr", "ş": "tr", "ı": "tr",
}  # fmt: skip
_LETTERS_CYRILLIC: Mapping[str, str] = {
    "і": "uk be kk", "ї": "uk", "є": "uk", "ґ": "uk", "ў": "be", "қ": "kk", "ғ": "kk", "ә": "kk",
    "ң": "kk", "ұ": "kk", "ү": "kk", "ө": "kk", "һ": "kk", "ј": "sr", "љ": "sr", "њ": "sr",
    "ћ": "sr", "ђ": "sr", "џ": "sr",
}  # fmt: skip
_ENDINGS: Mapping[str, str] = {
    "tion": "en fr", "ing": "en", "ness": "en", "ally": "en", "ment": "en fr", "ould": "en",
    "ung": "de", "keit": "de", "lich": "de", "isch": "de", "chen": "de", "ción": "es",
    "dad": "es", "iones": "es", "ção": "pt", "ões": "pt", "dade": "pt", "zione": "it",
    "mente": "es pt it", "ità": "it", "eux": "fr", "ique": "fr", "ement": "fr", "lijk": "nl",
    "heid": "nl", "ować": "pl", "ego": "pl", "ych": "pl", "lar": "tr", "ler": "tr", "yor": "tr",
}  # fmt: skip


def _table(stop: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for language, listed in stop.items():
        for word in set(listed.split()):
            words[word] = (*words.get(word, ()), language)
    return words


WORDS = _table(STOP)
"""A common word to the languages that have it."""
WORDS_CYRILLIC = _table(_STOP_CYRILLIC)
_SENTENCE_LINES = """
is are was were am be been will would can could have has had do does did don't isn't we
you they it he she us them me i i'm we're it's your our their my yes no not please sure
"""
SENTENCE_WORDS = frozenset(_SENTENCE_LINES.split())
"""Words that stand in a sentence, and hardly in a name."""
ENDS = {ending: tuple(languages.split()) for ending, languages in _ENDINGS.items()}
MARKS = {letter: tuple(languages.split()) for letter, languages in _LETTERS.items()}
MARKS_CYRILLIC = {letter: tuple(names.split()) for letter, names in _LETTERS_CYRILLIC.items()}
