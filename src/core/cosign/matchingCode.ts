/**
 * Three words that stand for a request, on the screen of whoever asks and of whoever signs. They show a link that is
 * stale or of something else, and a page that lies, where one of the two is an editor. 24 bits: they protect nobody from
 * whoever can make requests until two are alike.
 */
const words = `acid acorn actor agent album alley amber angle apple april apron arrow aspen atlas attic award
bacon badge bagel baker bamboo banjo barn basil basket beacon beard bench berry bishop blade blanket
bonus border bottle branch brass bread brick bridge bronze brush bucket buffalo butter button cabin cactus
camel candle canyon carbon carpet castle cedar cello chalk cherry chess chimney cider circus citrus clay
cliff clock clover coach cobalt coffee comet copper coral cotton cradle crater crayon cricket crown crystal
dagger daisy dance denim desert diamond dinner dolphin donkey dragon drum eagle earth echo elbow elephant
ember engine fabric falcon feather fender fiddle finger flame flute forest fossil fountain fox galaxy garden
garlic ginger giraffe glacier glove goblet gold granite grape guitar hammer harbor harvest hazel helmet heron
honey hotel hunter igloo indigo island ivory jacket jaguar jasmine jelly jewel jungle kayak kernel kettle
kitten ladder lagoon lantern laptop lemon leopard lily linen lizard lobster locket lotus magnet mango maple
marble meadow melon metal mirror monkey mosaic motor muffin museum napkin nectar needle nickel ninja noodle
oasis ocean olive onion opal orange orchid otter oxygen oyster paddle palace panda paper parrot peach
pearl pebble pencil pepper piano picnic pilot planet plum pocket poem polar pony poppy potato prism
puzzle quail quartz rabbit radar raven ribbon river robot rocket ruby saddle saffron salmon sapphire saturn
scarf shadow silver sketch socket spider spiral sponge squid stable statue stone sugar summit sunset swan
table tango teapot temple tiger timber tomato topaz tulip tunnel turtle velvet violet walnut whale yogurt`.split(/\s+/);

/** `digest`: of the request, hex. `amber-otter-lemon`. */
export const matchingCode = (digest: string): string =>
  [0, 2, 4].map((at) => words[Number.parseInt(digest.slice(at, at + 2), 16)] ?? '?').join('-');

/** Every word there is. */
export const matchingWords: readonly string[] = words;
