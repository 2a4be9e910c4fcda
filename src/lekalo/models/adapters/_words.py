"""What the adapters refuse, in English and in Russian."""

from __future__ import annotations

from lekalo.core.wording import Phrase

NO_ADAPTER = Phrase(
    "{folder} holds no adapter: neither adapter_config.json nor model.safetensors.",
    "в папке {folder} нет адаптера: ни adapter_config.json, ни model.safetensors.",
)
NOT_CONFIG = Phrase(
    "{config} is not an adapter's configuration: {error}.",
    "файл {config} — не конфигурация адаптера: {error}.",
)
ODD_BLOCKS = Phrase(
    "the blocks of this base ({what}) are not one attention and one MLP each, so that what this "
    "adapter stands beside cannot be found. Choose adapter.name: lora.",
    "блоки этой модели ({what}) устроены не как одно внимание и один MLP, и место для адаптера "
    "не найти. Возьмите adapter.name: lora.",
)
OTHER_BASE = Phrase(
    "{folder} was made above another base: {made} ({short}), and this one is {short2}. Load it "
    "above the base it was made on, or train it anew.",
    "адаптер {folder} сделан поверх другой базовой модели: {made} ({short}), а эта — {short2}. "
    "Загрузите его поверх той, на которой он сделан, или обучите заново.",
)
NOT_CARD = Phrase(
    "{path} is not an adapter's card: {error}. Remove it.",
    "файл {path} — не карточка адаптера: {error}. Удалите его.",
)
NOT_CONFIG_FILE = Phrase(
    "{path} is not an adapter's configuration: {error}.",
    "файл {path} — не конфигурация адаптера: {error}.",
)
OTHER_KIND = Phrase(
    "{path} is of the kind {found}, not {kind}.",
    "файл {path} — от адаптера вида {found}, а не {kind}.",
)
UNSUPPORTED = Phrase(
    "{folder} sets {listed}, which is not supported. Train the adapter without, or merge it with "
    "PEFT and use the merged model as the base.",
    "в файле {folder} задано {listed}, а это не поддерживается. Обучите адаптер без этого или "
    "слейте его через PEFT и возьмите слитую модель базовой.",
)
NOT_A_NUMBER = Phrase(
    "{folder}: {key} is {value}, not a whole number above 0.",
    "{folder}: в {key} стоит {value}, а нужно целое число больше 0.",
)
UNREADABLE = Phrase(
    "{folder} cannot be read: {error}.",
    "файл {folder} не читается: {error}.",
)
OTHER_SIZE = Phrase(
    "{folder} adapts {part} as {by}, but it is {by2} in the base: it is of another base.",
    "адаптер {folder} меняет {part} размером {by}, а в базовой модели там {by2}: он от другой "
    "модели.",
)
NOT_LORA_CONFIG = Phrase(
    "{path} is not a LoRA's configuration: {error}.",
    "файл {path} — не конфигурация LoRA: {error}.",
)
NOT_FINITE = Phrase(
    "{folder}: {key} holds numbers that are not finite. The training went wrong; take an earlier "
    "checkpoint.",
    "{folder}: в {key} есть бесконечные или нечисловые значения. Обучение пошло не так; возьмите "
    "более раннюю контрольную точку.",
)
NOT_LORA = Phrase(
    "{folder} holds {key}, which is not of a plain LoRA.",
    "в файле {folder} есть {key}, чего в обычной LoRA не бывает.",
)
OWN_WEIGHTS = Phrase(
    "{folder} brings weights of its own for {path}, unlike the base's: it is of another base, or "
    "changed this one. Merge it with PEFT and use the merged model as the base.",
    "{folder} содержит свои веса для {path}, не такие, как в базовой модели: он от другой модели "
    "или изменил эту. Слейте его через PEFT и возьмите слитую модель базовой.",
)
LORA_LACKED = Phrase(
    "{folder} adapts {path}, which the base lacks: it is of another base.",
    "адаптер {folder} меняет {path}, а в базовой модели этого нет: он от другой модели.",
)
NO_PAIR = Phrase(
    "{folder}: {path} has no A and B of rank {rank}.",
    "{folder}: у {path} нет матриц A и B ранга {rank}.",
)
DORA_DIFFERS = Phrase(
    "{folder}: {path} and use_dora do not agree.",
    "{folder}: {path} и use_dora не согласуются.",
)
ONE_ROW_SEEN = Phrase(
    "a {name} of this base sees the rows of a batch as one, so that requests for different "
    "adapters cannot share a batch. Serve one adapter.",
    "слой {name} этой модели видит все строки пачки как одну, поэтому запросы к разным адаптерам "
    "нельзя смешать в одной пачке. Обслуживайте один адаптер.",
)
NO_PLACE = Phrase(
    "this base keeps its states in a way of its own, which no prefix can be put into. Choose "
    "adapter.name: prompt, whose rows go in as tokens do.",
    "эта модель хранит свои состояния по-своему, и префикс в них не вставить. Возьмите "
    "adapter.name: prompt: его строки входят так же, как токены.",
)
PREFIX_CHECKPOINTING = Phrase(
    "a prefix cannot be trained with train.checkpointing on this base, whose rows go one at a "
    "time. Take train.checkpointing out, or choose adapter.name: prompt.",
    "на этой модели строки идут по одной, и префикс нельзя обучать вместе с train.checkpointing. "
    "Уберите train.checkpointing или возьмите adapter.name: prompt.",
)
NO_STRENGTH = Phrase(
    "a soft prompt or prefix has no strength but 1: it stands before a row or it does not. Leave "
    "the strength out, or train LoRA where a dial is wanted.",
    "у мягкого промпта и префикса сила бывает только 1: они либо стоят перед строкой, либо нет. "
    "Уберите силу или обучите LoRA, если нужна регулировка.",
)
TWO_PROMPTS = Phrase(
    "two soft prompts cannot stand before one row. Combine one of them with LoRAs, or train one "
    "on the data of both.",
    "два мягких промпта не могут стоять перед одной строкой. Соедините один из них с LoRA или "
    "обучите один на данных обоих.",
)
NOT_MERGED = Phrase(
    "{name} cannot be merged: it stands before each text as tokens do, and is in none of the "
    "base's weights. Serve it as it is, or export it with --to peft.",
    "{name} нельзя слить с моделью: он стоит перед каждым текстом, как токены, и в весах модели "
    "его нет. Используйте его как есть или выгрузите с --to peft.",
)
TEXT_AND_MLP = Phrase(
    "adapter.init_text gives the rows themselves a start, and with adapter.projection an MLP "
    "makes them. Take one of the two out.",
    "adapter.init_text задаёт начало самим строкам, а при adapter.projection их создаёт MLP. "
    "Уберите что-то одно.",
)
ENCODER_DECODER = Phrase(
    "{folder} is for a model with an encoder and a decoder, which no base is.",
    "{folder} — для модели с кодировщиком и декодером, а базовая модель такой не бывает.",
)
NO_ROWS = Phrase(
    "{folder} holds no {rows} of {count} rows.",
    "в файле {folder} нет {rows} из {count} строк.",
)
OTHER_ENCODER = Phrase(
    "{folder} does not fit what {config} says beside it.",
    "файл {folder} не соответствует тому, что сказано рядом в {config}.",
)
NO_LINEAR = Phrase(
    "the base has no linear layer below its head to adapt.",
    "в базовой модели ниже головы нет линейных слоёв, которые можно адаптировать.",
)
NO_TARGET = Phrase(
    "adapter.targets names '{target}', which is no layer of the base to adapt{hint} There are: "
    "{listed}.",
    "в adapter.targets назван «{target}», но такого слоя для адаптации в базовой модели "
    "нет{hint} Есть: {listed}.",
)
NO_PATTERN_LAYER = Phrase(
    "adapter.{name} names '{key}', which is none of the layers that adapter.targets names{hint} "
    "There are: {listed}.",
    "в adapter.{name} назван «{key}», но такого слоя нет среди названных в adapter.targets{hint} "
    "Есть: {listed}.",
)
RANK_TOO_HIGH = Phrase(
    "rank {rank} is above the size of {path}, which is {listed}. Take a rank of at most {most} "
    "(adapter.rank, or adapter.rank_pattern for this layer alone).",
    "ранг {rank} больше размера слоя {path}, а он {listed}. Возьмите ранг не больше {most} "
    "(adapter.rank или, для одного этого слоя, adapter.rank_pattern).",
)
NOT_A_PATTERN = Phrase(
    "'{key}' is no pattern of layers: {error}.",
    "«{key}» — не шаблон имён слоёв: {error}.",
)
OTHER_BOTTLENECK = Phrase(
    "{folder} names the placement {placement} and the activation {activation}: known are "
    "{listed} and {listed2}.",
    "в файле {folder} названы место {placement} и активация {activation}, а известны {listed} и "
    "{listed2}.",
)
BOTTLENECK_MERGE = Phrase(
    "bottleneck adapters cannot be merged: their activation is not linear, so no weight of the "
    "base does what they do. Serve them as they are, or train LoRA to merge it.",
    "адаптеры bottleneck нельзя слить с моделью: их активация нелинейна, и никакие веса модели "
    "не сделают того же. Используйте их как есть, а для слияния обучите LoRA.",
)
BOTTLENECK_DIFFERS = Phrase(
    "{folder} and this base differ in {odd}: it is of another base.",
    "{folder} и эта модель различаются в {odd}: адаптер от другой модели.",
)
FULL_LACKS = Phrase(
    "{folder} is not of this base: it lacks {sorted}.",
    "{folder} не от этой модели: в нём нет {sorted}.",
)
NOTHING_BENEATH = Phrase(
    "full training has no base beneath it; load the base anew.",
    "после полного обучения под весами нет базовой модели; загрузите её заново.",
)
IA3_EMBEDDING = Phrase(
    "adapter.targets names {path}, an embedding: ia3 scales linear layers.",
    "в adapter.targets назван {path}, а это эмбеддинги: ia3 масштабирует линейные слои.",
)
NOT_IA3 = Phrase(
    "{folder} holds {key}, which is not of IA3.",
    "в файле {folder} есть {key}, чего в IA3 не бывает.",
)
IA3_LACKED = Phrase(
    "{folder} adapts {path}, which the base lacks: it is of another base.",
    "адаптер {folder} меняет {path}, а в базовой модели этого нет: он от другой модели.",
)
NO_LAYER = Phrase(
    "adapter.targets names '{target}', which is no layer or weight of the base{hint} Name the "
    "end of a path, such as layers.0 or {next}.",
    "в adapter.targets назван «{target}», но такого слоя или веса в базовой модели нет{hint} "
    "Назовите конец пути, например layers.0 или {next}.",
)
COPY_WHOLE = Phrase(
    "a {name} of this base gives or takes more than one tensor, so that its trained copy cannot be "
    "mixed with others or weakened. Serve this adapter alone at strength 1, or train LoRA.",
    "слой {name} этой модели получает или отдаёт не один тензор, поэтому его обученную копию "
    "нельзя смешать с другими или ослабить. Используйте этот адаптер один, с силой 1, или обучите "
    "LoRA.",
)
COMPRESSED_LAYER = Phrase(
    "{address} is held in fewer bits and cannot be trained itself. Load the base whole "
    "(quantise: none), or choose adapter.name: lora.",
    "{address} хранится в меньшем числе битов и обучаться сам не может. Загрузите модель целиком "
    "(quantise: none) или возьмите adapter.name: lora.",
)
LAYER_LACKED = Phrase(
    "{folder} trains {key}, which the base lacks: it is of another base.",
    "адаптер {folder} обучает {key}, а в базовой модели этого нет: он от другой модели.",
)
KEYS_DIFFER = Phrase(
    "the layers of '{model_type}' differ in the shape of their keys, or share them, so that no "
    "prefix fits them all. Choose adapter.name: prompt.",
    "у слоёв модели «{model_type}» ключи разной формы или общие, и один префикс всем не "
    "подходит. Возьмите adapter.name: prompt.",
)
OTHER_PTUNING = Phrase(
    "{config} names the encoder {kind}: mlp or lstm is.",
    "в файле {config} назван кодировщик {kind}, а бывает mlp или lstm.",
)
SOFT_STRENGTH = Phrase(
    "{soft} is a soft prompt: it stands before the text or it does not, has no strength but 1, "
    "and cannot stand beside another one. Leave the strength out.",
    "{soft} — мягкий промпт: он либо стоит перед текстом, либо нет, сила у него только 1, и "
    "рядом с другим он стоять не может. Уберите силу.",
)
NOT_LOADED = Phrase(
    "no adapter '{name}' is loaded{hint} There are: {listed}.",
    "адаптер «{name}» не загружен{hint} Есть: {listed}.",
)
