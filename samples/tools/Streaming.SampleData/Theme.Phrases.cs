namespace Streaming.SampleData;

internal sealed partial record Theme
{
    private static readonly Theme s_lobby = new(
        [
            "just got back from {{address.city}}, what a trip", "it has been raining in {{address.city}} since {{date.weekday}}",
                "I moved to {{address.city}} last {{date.month}}",
            "my flight to {{address.country}} leaves on {{date.weekday}}", "{{name.firstName}} says hello from {{address.city}}",
                "we ordered from {{company.companyName}} again, never disappoints",
            "there is a meetup in {{address.city}} on {{date.weekday}}, {{randomizer.number(5,60)}} people signed up",
                "I am {{randomizer.number(2,50)}} pages into that book and cannot put it down",
            "new job! I start at {{company.companyName}} in {{date.month}}",
                "my {{commerce.product}} arrived today, it is {{commerce.color}} and {{commerce.productAdjective}}",
            "coffee number {{randomizer.number(2,6)}} and it is not even noon",
                "the neighbours bought a {{vehicle.manufacturer}}, in {{commerce.color}}",
        ],
        [
            "does anybody here live in {{address.city}}?", "who is coming to {{address.city}} in {{date.month}}?",
                "has anyone heard from {{name.firstName}} lately?",
            "how is the weather in {{address.country}}?", "what do you all do on {{date.weekday}}?",
                "is {{company.companyName}} a good place to work?",
            "can someone recommend a place to eat in {{address.city}}?", "tea or coffee?", "what time is the call on {{date.weekday}}?",
        ],
        [
            "yes, since {{date.month}}", "no, but {{name.firstName}} does", "ask {{name.firstName}}, who was in {{address.city}} last week",
                "about {{randomizer.number(2,90)}} minutes by train",
            "on {{date.weekday}} at {{randomizer.number(1,12)}}, I believe", "not before {{date.month}}", "depends on who pays",
                "only if {{name.firstName}} comes too", "try the one on {{address.streetName}}",
        ],
        ["plan for {{date.weekday}}:\n1. coffee\n2. {{commerce.department}}\n3. call {{name.firstName}}",
            "address for the parcel:\n{{name.fullName}}\n{{address.streetAddress}}\n{{address.city}}"]);

    private static readonly Theme s_music = new(
        [
            "listening to {{music.genre}} all day", "the new album of {{name.fullName}} is out, pure {{music.genre}}",
                "{{name.lastName}} plays {{address.city}} on {{date.weekday}}",
            "that bass line in track {{randomizer.number(2,14)}}…",
                "I found a {{music.genre}} tape from {{randomizer.number(1965,1999)}} at a flea market",
                "{{music.genre}} is just {{music.genre}} with better drums",
            "practised {{randomizer.number(20,180)}} minutes today, {{randomizer.number(60,160)}} bpm and no mistakes",
                "sold out: all {{randomizer.number(2,9)}}00 seats",
        ],
        [
            "who else grew up with {{music.genre}}?", "any {{music.genre}} to recommend?",
                "what is the best song of {{randomizer.number(1965,2024)}}?", "is {{name.fullName}} worth seeing live?",
            "does anyone play the drums near {{address.city}}?", "vinyl or files?",
        ],
        [
            "start with {{name.fullName}}", "anything from {{randomizer.number(1965,2024)}}", "definitely {{music.genre}}",
                "saw them in {{address.city}}, go!", "the second one, the first is too much like {{music.genre}}", "never heard of it",
        ],
        ["set list:\n1. {{lorem.word}}\n2. {{lorem.word}} {{lorem.word}}\n3. {{lorem.word}} (encore)"]);

    private static readonly Theme s_dotNet = new(
        [
            "{{hacker.phrase}}", "I {{hacker.verb}} the {{hacker.adjective}} {{hacker.noun}} and the build is green again",
                "down from {{randomizer.number(300,900)}} ms to {{randomizer.number(2,40)}} ms with a Span<byte>",
            "upgraded {{randomizer.number(3,40)}} projects to net10.0, {{randomizer.number(0,7)}} warnings left",
                "the {{hacker.abbreviation}} {{hacker.noun}} leaks {{randomizer.number(2,90)}} MB an hour",
            "TIL: \"await foreach\" flushes nothing by itself",
                "deleted {{randomizer.number(50,4000)}} lines today, best commit of the week",
                "our {{hacker.noun}} speaks {{hacker.abbreviation}} now",
        ],
        [
            "why does my {{hacker.noun}} throw {{hacker.abbreviation}}Exception?",
                "has anyone tried to {{hacker.verb}} the {{hacker.abbreviation}} {{hacker.noun}}?",
                "Channel<T> or Pipelines for a {{hacker.adjective}} {{hacker.noun}}?",
            "how do I {{hacker.verb}} a {{hacker.noun}} without blocking?", "is {{system.semver}} safe to use?",
                "what is in C:\\{{lorem.word}}\\{{system.commonFileName}}?",
        ],
        [
            "pass the CancellationToken along", "you forgot an await", "it is fixed in {{system.semver}}",
                "{{hacker.verb}} the {{hacker.noun}} first, then measure", "use an IAsyncEnumerable and stream it",
            "works on my machine, {{system.semver}}", "see line {{randomizer.number(10,900)}}, the {{hacker.noun}} is null",
        ],
        [
            "```csharp\nawait foreach (var {{hacker.noun}} in {{hacker.verb}}Async())\n{\n    " +
                "Console.WriteLine(\"{{lorem.word}}\");\n}\n```",
                "error log:\n\tat {{lorem.word}}.{{hacker.verb}}()\n\tat {{lorem.word}}.Main()",
        ]);

    private static readonly Theme s_support = new(
        [
            "order {{randomizer.number(10000,99999)}} was shipped on {{date.weekday}}", "the {{commerce.productName}} is back in stock",
                "ticket {{randomizer.number(1000,9999)}} is closed",
            "customer {{name.lastName}} called again about the {{commerce.product}}", "refund of {{commerce.price}} EUR sent",
                "we had {{randomizer.number(2,60)}} calls this morning, mostly \"where is my {{commerce.product}}\"",
        ],
        [
            "where is my order {{randomizer.number(10000,99999)}}?", "can I return the {{commerce.productName}}?",
                "does the {{commerce.product}} come in {{commerce.color}}?", "is {{commerce.price}} EUR with tax?",
                "who has ticket {{randomizer.number(1000,9999)}}?",
        ],
        [
            "it arrives on {{date.weekday}}", "yes, within {{randomizer.number(14,60)}} days", "please send us the number on the label",
                "only in {{commerce.color}}, sorry", "I have it, give me {{randomizer.number(2,30)}} minutes",
                "it was sent to {{address.city}} by mistake",
        ],
        ["steps to reproduce:\n1. open the {{commerce.department}} page\n2. choose \"{{commerce.productName}}\"\n3. pay " +
            "{{commerce.price}}\nexpected: a receipt\nactual: nothing"]);

    private static readonly Theme s_random = new(
        [
            "{{company.catchPhrase}}. That is the whole pitch.", "my cat sat on the keyboard: {{randomizer.alphanumeric(14)}}",
                "{{lorem.sentence}}", "{{company.bs}}, as they say at {{company.companyName}}",
            "password hint: {{commerce.color}} {{commerce.product}}",
                "dreamt of a {{vehicle.model}} full of {{commerce.productMaterial}} again", "{{rant.review}}",
        ],
        ["would you rather fight one {{vehicle.model}}-sized duck or {{randomizer.number(20,200)}} duck-sized ones?",
            "who invented {{commerce.product}}?",
            "is a {{commerce.product}} still a {{commerce.product}} if it is {{commerce.productMaterial}}?"],
        ["{{commerce.color}}, obviously", "{{randomizer.number(2,1000)}}", "only on {{date.weekday}}s",
            "my lawyer {{name.lastName}} told me not to answer that", "both"],
        ["{{lorem.word}}, {{lorem.word}}, {{lorem.word}},\n{{lorem.word}} in the {{lorem.word}}.\n\n(a poem)"]);

    public static Theme Lobby => s_lobby;

    public static Theme Music => s_music;

    public static Theme DotNet => s_dotNet;

    public static Theme Support => s_support;

    public static Theme Random => s_random;
}
