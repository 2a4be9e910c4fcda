"""What is said of bases that cannot be loaded, or not as they are, in English and in Russian."""

from __future__ import annotations

from lekalo.core.wording import Phrase, Word

NO_CONTEXT = Phrase(
    "the base names no longest context: {count} tokens are taken.",
    "базовая модель не называет длину контекста: принято токенов: {count}.",
)
OTHER_CONTENT = Phrase(
    "the base {ref} is not the one this version was made on: its content has changed since. Put "
    "the former files back, or train anew.",
    "базовая модель {ref} не та, на которой сделана эта версия: с тех пор её файлы изменились. "
    "Верните прежние файлы или обучите версию заново.",
)
NOT_LOADED = Phrase(
    "the model in {folder} cannot be loaded: {reason}. Fetch its files again, or choose another "
    "base.",
    "модель в {folder} не загружается: {reason}. Скачайте её файлы заново или выберите другую "
    "модель.",
)
LACKS_WEIGHTS = Phrase(
    "the weights in {folder} lack {count} of the model's tensors, the first being {absent}. "
    "Fetch its files again, or choose another base.",
    "в весах из {folder} не хватает тензоров модели: {count}, первый из них — {absent}. Скачайте "
    "её файлы заново или выберите другую модель.",
)
NO_BASE = Phrase(
    "there is no base '{ref}': a base is nano, a folder that exists, or a hub id such as "
    "Qwen/Qwen3-0.6B{hint}",
    "базовой модели «{ref}» нет: это может быть nano, существующая папка или модель с хаба, "
    "например Qwen/Qwen3-0.6B{hint}",
)
NO_MODEL = Phrase(
    "there is no model '{ref}': name a folder that exists, or a hub id such as "
    "intfloat/multilingual-e5-small.",
    "модели «{ref}» нет: назовите существующую папку или модель с хаба, например "
    "intfloat/multilingual-e5-small.",
)
BAD_TOKENIZER = Phrase(
    "the tokenizer in {folder} cannot be read: {reason}. Put the model's own tokenizer.json into "
    "the folder.",
    "токенизатор в {folder} не читается: {reason}. Положите в эту папку tokenizer.json самой "
    "модели.",
)
NOT_ON_HUB = Phrase(
    "the hub has no model '{ref}', or it asks for a login. Check the name, or log in with: hf "
    "auth login",
    "на хабе нет модели «{ref}», или она требует входа. Проверьте имя или войдите: hf auth login",
)
NOT_FETCHED = Phrase(
    "'{ref}' is neither a folder here nor can it be fetched from the hub. Connect to the "
    "network, or download it elsewhere and name its folder. ({reason})",
    "«{ref}» — не папка на этой машине, и с хаба эту модель не скачать. Подключитесь к сети или "
    "скачайте её в другом месте и назовите папку. ({reason})",
)
NO_TOKENIZER = Phrase(
    "{folder} holds no tokenizer. Put the model's own tokenizer.json into the folder.",
    "в папке {folder} нет токенизатора. Положите в неё tokenizer.json самой модели.",
)
NO_CONFIG = Phrase(
    "{folder} is not a model: it has no config.json. A base is a folder with config.json, "
    "model.safetensors and tokenizer.json.",
    "{folder} — не модель: в папке нет config.json. В папке модели лежат config.json, "
    "model.safetensors и tokenizer.json.",
)
UNREADABLE = Phrase(
    "{path} cannot be read: {reason}.",
    "файл {path} не читается: {reason}.",
)
NOT_CONFIG = Phrase(
    "{path} is not a model's configuration: it holds no keys.",
    "файл {path} — не конфигурация модели: в нём нет ключей.",
)
OWN_CODE = Phrase(
    "the model in {folder} ('{name}') needs code of its own to be run, which is refused. Choose "
    "a base whose architecture transformers itself knows.",
    "модели в {folder} («{name}») нужен для работы собственный код, а он не выполняется. "
    "Выберите модель, архитектуру которой знает сама библиотека transformers.",
)
NOT_A_KEY = Phrase(
    "base.config: '{key}' is not a key of {architecture}{allowed}",
    "base.config: «{key}» — не ключ архитектуры {architecture}{allowed}",
)
NOT_ACCEPTED = Phrase(
    "base.config is not accepted: {reason}.",
    "значения base.config не подходят: {reason}.",
)
EMBEDDING_NOT_LOADED = Phrase(
    "the embedding model in {folder} cannot be loaded: {reason}. Fetch its files again, or name "
    "another, such as intfloat/multilingual-e5-small.",
    "модель эмбеддингов в {folder} не загружается: {reason}. Скачайте её файлы заново или "
    "назовите другую, например intfloat/multilingual-e5-small.",
)
NOT_EMBEDDING = Phrase(
    "the model in {folder} does not embed texts: {why}. Name an embedding model, such as "
    "intfloat/multilingual-e5-small.",
    "модель в {folder} не строит эмбеддинги текстов: {why}. Назовите модель эмбеддингов, "
    "например intfloat/multilingual-e5-small.",
)
JUDGE_ADDRESS = Phrase(
    "the judge '{ref}' is no address: it begins with http:// or https://.",
    "«{ref}» — не адрес судьи: адрес начинается с http:// или https://.",
)
JUDGE_SILENT = Phrase(
    "the judge at {address} cannot be asked ({reason}). Start it, or check the address and {key}.",
    "судью по адресу {address} нельзя спросить ({reason}). Запустите его или проверьте адрес и "
    "{key}.",
)
NO_BITSANDBYTES = Phrase(
    "a base is held in 8 or 4 bits by bitsandbytes, which is not installed. Install it with: pip "
    "install 'lekalo[quantised]', or set quantise: none.",
    "базовую модель в 8 или 4 битах хранит библиотека bitsandbytes, а она не установлена. "
    "Установите её: pip install 'lekalo[quantised]' — или задайте quantise: none.",
)
NO_HEAD = Phrase(
    "the base has no linear head, so it is not a causal language model.",
    "у базовой модели нет линейной головы: это не причинная языковая модель.",
)
ODD_HEAD = Phrase(
    "the base sets {key} in its config; such heads are not supported. Choose a base whose logits "
    "are a plain product.",
    "в конфигурации базовой модели задан ключ {key}; такие головы не поддерживаются. Выберите "
    "модель, у которой логиты — простое произведение.",
)
NOT_WHOLE = Phrase(
    "the base is held in fewer bits, where nothing can be merged without loss. Load it whole "
    "(quantise: none) and merge there, as `lekalo export --to merged` does.",
    "базовая модель хранится в меньшем числе битов, и слияние в ней теряет точность. Загрузите "
    "её целиком (quantise: none) и слейте там, как это делает `lekalo export --to merged`.",
)
EMPTY_PROMPT = Phrase(
    "the prompt is empty. Give at least one token.",
    "запрос пуст. Дайте хотя бы один токен.",
)
OWN_STATE = Phrase(
    "'{model_type}' keeps its state in a way of its own, and is not supported for generation. "
    "Choose a base whose layers are attention.",
    "модель «{model_type}» хранит своё состояние по-своему, и генерация с ней не поддерживается. "
    "Выберите модель, слои которой — внимание.",
)
UNKNOWN_ARCHITECTURE = Phrase(
    "'{name}' is not a causal language model that this transformers knows{hint} Choose another "
    "base, or upgrade transformers.",
    "«{name}» — не причинная языковая модель, которую знает эта библиотека transformers{hint} "
    "Выберите другую базовую модель или обновите transformers.",
)
NO_WEIGHTS = Phrase(
    "{folder} holds no weights: there is no *.safetensors file in it.",
    "в папке {folder} нет весов: нет ни одного файла *.safetensors.",
)
PICKLED = Phrase(
    "{folder} holds its weights only as {name}, a pickled file that can run code when it is "
    "opened, so it is not. Convert it to safetensors, or take a copy that has it.",
    "в папке {folder} веса лежат только в файле {name} (pickle), который при открытии может "
    "выполнить код, поэтому он не открывается. Переведите его в safetensors или возьмите копию, "
    "где этот формат есть.",
)
LACKS = Phrase("its weights lack {name}", "в её весах нет {name}")
ODD_MODULE = Phrase(
    "its modules.json lists '{name}', and what is read are {known}",
    "в её modules.json есть «{name}», а читаются {known}",
)
NO_FIRST_MODULE = Phrase(
    "its modules.json begins with neither a Transformer nor a StaticEmbedding",
    "её modules.json начинается не с Transformer и не со StaticEmbedding",
)
ODD_POOLING = Phrase(
    "it makes one vector of a text's by '{name}', and what is read are {known}",
    "она сводит векторы текста в один способом «{name}», а читаются {known}",
)
ODD_ACTIVATION = Phrase(
    "a Dense layer of it ends in '{name}', and what is read are {known}",
    "её слой Dense кончается функцией «{name}», а читаются {known}",
)
NOT_MODULES = Phrase(
    "{path} does not list the modules of an embedding model, each with a type and a path inside "
    "the model's folder. Fetch the model's files again.",
    "в файле {path} нет списка модулей модели эмбеддингов, у каждого из которых есть тип и путь "
    "внутри папки модели. Скачайте файлы модели заново.",
)
HAS_DECODER = Phrase("it has a decoder, too", "в ней есть и декодер")
JUDGE_ODD = Phrase(
    "what answers at {address} is no OpenAI-compatible endpoint. Check the address.",
    "по адресу {address} отвечает не сервис, совместимый с OpenAI. Проверьте адрес.",
)
LONG_PROMPT = Phrase(
    "the prompt has {count} tokens, but the model's context is {context} and the answer needs at "
    "least one. Shorten the prompt.",
    "в запросе токенов: {count}, а контекст модели — {context}, и хотя бы один нужен ответу. "
    "Сократите запрос.",
)
LONG_WITH_PLACES = Phrase(
    "the prompt has {count} tokens, the adapter {places} places more, but the model's context is "
    "{context} and the answer needs at least one. Shorten the prompt.",
    "в запросе токенов: {count}, ещё мест у адаптера: {places}, а контекст модели — {context}, и "
    "хотя бы один нужен ответу. Сократите запрос.",
)
SAMPLING = Phrase(
    "{name} is {value}, but it must be {allowed}.", "в {name} стоит {value}, а нужно {allowed}."
)
ALLOWED = {
    "max_tokens": Word("at least 1", "не меньше 1"),
    "temperature": Word("from 0 to 2", "от 0 до 2"),
    "top_p": Word("above 0 and at most 1", "больше 0 и не больше 1"),
    "top_k": Word("0 (all) or more", "0 (все) или больше"),
    "stop": Word("texts that are not empty", "непустые тексты"),
    "seed": Word("from 0 to 2^63 - 1", "от 0 до 2^63 - 1"),
}
NOT_PACKED = Phrase(
    "attention with {what} cannot be packed.", "строки для внимания с {what} нельзя уложить подряд."
)
A_MASK = Word("a mask", "маской")
