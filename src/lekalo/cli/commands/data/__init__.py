"""Look at data as the model will see it, hold rows out, and bring it from other formats.

Посмотреть на данные глазами модели, отложить строки, перевести из других форматов.
"""
