namespace Streaming.SampleData;

/// <summary>Describes the subject of a room's chat: templates of sentences, which the library Bogus completes.</summary>
/// <param name="Statements">Templates of statements.</param>
/// <param name="Questions">Templates of questions.</param>
/// <param name="Answers">Templates of answers.</param>
/// <param name="Blocks">Templates of texts with several lines.</param>
internal sealed partial record Theme(string[] Statements, string[] Questions, string[] Answers, string[] Blocks)
{
    /// <summary>Greetings that are used in every room.</summary>
    public static readonly string[] Greetings =
    [
        "hi all", "hello everybody", "good morning!", "morning 👋", "hey folks", "hey there", "good evening", "hallo zusammen",
            "bonjour à tous",
        "¡hola!", "こんにちは", "ciao a tutti", "back again", "hi 👋", "evening all, how is everyone?", "hello from the train",
    ];

    /// <summary>Short remarks. A spreadsheet would interpret some of them as formulas.</summary>
    public static readonly string[] Short =
    [
        "haha", "lol", "yes!", "no way", "+1", "same here", "true", "ok", "I see", "hm", "right", "exactly", "nice one", "brb",
            "afk for a bit", "one sec",
        "what?", "oh wow", "makes sense", "fair point", "not sure about that", "agreed", "noted", "good question", "=)", "-1 from me",
            "well… maybe",
    ];

    /// <summary>Emoji, alone or as a reaction; some of them consist of several code points.</summary>
    public static readonly string[] Emoji =
        ["👍", "😂", "🎉", "❤️", "🙏", "🚀", "😅", "👀", "🔥", "🤔", "👏", "😴", "☕", "🙌", "👩‍💻", "🇫🇷", "🤷‍♀️", "💯"];

    /// <summary>Possible beginnings of a sentence.</summary>
    public static readonly string[] Openers =
        ["btw, ", "hm, ", "honestly, ", "ok so ", "by the way: ", "actually, ", "just saying: ", "fun fact: ", "well, ", "so… ",
            "one more thing: ", "in short: "];

    /// <summary>Possible ends of a sentence.</summary>
    public static readonly string[] Tails = [" 🙂", " 😂", " lol", " :)", " 😅", "…", " 👀", " (no joke)", " at least here", " I think",
            " 🤷"];

    /// <summary>Thanks for an answer.</summary>
    public static readonly string[] Thanks =
        ["thanks!", "thank you, that helped", "ah, perfect 🙏", "great, works now", "merci !", "danke dir", "you saved my day",
            "will try that, thanks", "cheers"];

    /// <summary>Links, with a domain that is reserved for examples.</summary>
    public static readonly string[] Links =
    [
        "https://example.com/{{lorem.slug}}", "have a look: https://example.org/blog/{{lorem.slug}}",
            "this one explains it: https://example.com/docs/{{lorem.slug}}?page={{randomizer.number(40)}}",
        "found it → https://example.net/{{lorem.slug}}#{{lorem.word}}",
            "https://example.com/watch?v={{randomizer.alphanumeric(11)}} you must see this",
    ];

    /// <summary>
    /// Returns the theme of the room with the given name. A room without a theme of its own has the theme of the room "lobby".
    /// </summary>
    public static Theme Of(string room) => room switch
    {
        "music" => Music,
        "dotnet" => DotNet,
        "support" => Support,
        "random" => Random,
        _ => Lobby,
    };
}
