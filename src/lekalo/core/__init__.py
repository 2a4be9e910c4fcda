"""Records, interfaces, recipe, errors, files: what every other package stands on."""
