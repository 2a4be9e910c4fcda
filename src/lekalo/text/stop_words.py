"""Words that say little about what is asked, in both languages; as `lemmas` gives them.

Negation and the words that turn a question round (before, after, off, without, до, после, без)
are not here. Question words that ask of a place, time or cause (where, when, why) are kept too.
"""

from __future__ import annotations

_ENGLISH = """
a an the this that these those it its there here i me my mine we us our you your he him his she her
they them their someone somebody something anyone anybody anything one thing
be am is are was were been do does did have has had having can could will would shall should may
might must let get got gotten
and or but if then so as of to in on at by for with from into about than just only also too very
really quite even yet still already well
how what which whether
please kindly hello hi hey dear thank thanks sorry greet good morn afternoon even ok okay
tell say know want wish need like love help assist assistance show explain advise advice wonder
would possible way possibility able ask question inform information let
am 's u pls plz ya yes any some
"""
_RUSSIAN = """
я ты вы мы он она оно они мой твой ваш наш свой себя его ее их кто-то это этот тот такой весь
быть мочь хотеть хотеться нужно надо нужный необходимо необходимый можно нельзя-ли давать дать
и а но или да же ли бы то вот ну уж как что чтобы который какой каков если так также тоже еще уже
просто только очень вообще именно там тут здесь сам самый один
в во на с со по к ко у о об обо от из за для при над под про через
пожалуйста здравствовать здравствуйте привет добрый день утро вечер уважаемый спасибо заранее
благодарить подсказать сказать рассказать объяснить помочь помогать помощь посоветовать пояснить
узнать знать уточнить интересовать интересно вопрос способ образ возможность возможно возможный
хотелось получиться просить извинить простить
"""

_SHORT_FORMS = """
can't:can not
cannot:can not
won't:will not
don't:do not
doesn't:do not
didn't:do not
isn't:be not
aren't:be not
wasn't:be not
hasn't:have not
haven't:have not
couldn't:can not
wouldn't:would not
shouldn't:should not
i'm:i be
i've:i have
what's:what be
where's:where be
how's:how be
wanna:want to
gonna:go to
"""

_FORMS = """
am is are was were been being:be has had having:have does did done doing:do went gone:go bought:buy
paid:pay sent:send lost:lose found:find got gotten:get gave given:give took taken:take made:make
came:come saw seen:see said:say told:tell thought:think brought:bring kept:keep left:leave felt:feel
knew known:know wrote written:write chose chosen:choose broke broken:break spoke spoken:speak
stole stolen:steal sold:sell met:meet ran:run began begun:begin forgot forgotten:forget held:hold
stood:stand understood:understand became:become shown:show withdrew withdrawn:withdraw spent:spend
built:build caught:catch taught:teach grew grown:grow drew drawn:draw drove driven:drive ate
eaten:eat fell fallen:fall flew flown:fly rose risen:rise sought:seek slept:sleep swam swum:swim
wore worn:wear won:win lent:lend led:lead meant:mean heard:hear
hid hidden:hide froze frozen:freeze children:child people:person men:man women:woman feet:foot
instalment instalments installment installments:instalmentplan
teeth:tooth mice:mouse worse worst:bad better best:good
"""


def _table(lines: str) -> dict[str, str]:
    table: dict[str, str] = {}
    forms: list[str] = []
    for piece in lines.split():
        form, colon, first = piece.partition(":")
        forms.append(form)
        if colon:
            table.update(dict.fromkeys(forms, first))
            forms = []
    return table


def _shortened(lines: str) -> dict[str, tuple[str, ...]]:
    pairs = [line.split(":") for line in lines.split("\n") if line]
    typed = [(form, said) for short, said in pairs for form in (short, short.replace("'", ""))]
    return {form: tuple(said.split()) for form, said in typed}


SHORTENED = _shortened(_SHORT_FORMS)
"""Two words written as one, with or without the apostrophe, as their lemmas."""

IRREGULAR = _table(_FORMS)
"""English forms that no stemmer joins, with their first form."""

STOP_WORDS = frozenset((_ENGLISH + _RUSSIAN).split())
