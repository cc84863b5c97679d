namespace Streaming.SampleData;

/// <summary>What a room is about: templates that Bogus fills.</summary>
/// <param name="Statements">What people say.</param>
/// <param name="Questions">What they ask.</param>
/// <param name="Answers">What they are answered.</param>
/// <param name="Blocks">What takes several lines.</param>
internal sealed partial record Theme(string[] Statements, string[] Questions, string[] Answers, string[] Blocks)
{
    /// <summary>How people say hello, in every room.</summary>
    public static readonly string[] Greetings =
    [
        "hi all", "hello everybody", "good morning!", "morning 👋", "hey folks", "hey there", "good evening", "hallo zusammen",
            "bonjour à tous",
        "¡hola!", "こんにちは", "ciao a tutti", "back again", "hi 👋", "evening all, how is everyone?", "hello from the train",
    ];

    /// <summary>What is said in passing. Some of it a spreadsheet would take for a formula.</summary>
    public static readonly string[] Short =
    [
        "haha", "lol", "yes!", "no way", "+1", "same here", "true", "ok", "I see", "hm", "right", "exactly", "nice one", "brb",
            "afk for a bit", "one sec",
        "what?", "oh wow", "makes sense", "fair point", "not sure about that", "agreed", "noted", "good question", "=)", "-1 from me",
            "well… maybe",
    ];

    /// <summary>Emoji, alone or as a reaction; among them some of several code points.</summary>
    public static readonly string[] Emoji =
        ["👍", "😂", "🎉", "❤️", "🙏", "🚀", "😅", "👀", "🔥", "🤔", "👏", "😴", "☕", "🙌", "👩‍💻", "🇫🇷", "🤷‍♀️", "💯"];

    /// <summary>How a sentence may begin.</summary>
    public static readonly string[] Openers =
        ["btw, ", "hm, ", "honestly, ", "ok so ", "by the way: ", "actually, ", "just saying: ", "fun fact: ", "well, ", "so… ",
            "one more thing: ", "in short: "];

    /// <summary>How it may end.</summary>
    public static readonly string[] Tails = [" 🙂", " 😂", " lol", " :)", " 😅", "…", " 👀", " (no joke)", " at least here", " I think",
            " 🤷"];

    /// <summary>Thanks for an answer.</summary>
    public static readonly string[] Thanks =
        ["thanks!", "thank you, that helped", "ah, perfect 🙏", "great, works now", "merci !", "danke dir", "you saved my day",
            "will try that, thanks", "cheers"];

    /// <summary>Links; the domain is one that is kept for examples.</summary>
    public static readonly string[] Links =
    [
        "https://example.com/{{lorem.slug}}", "have a look: https://example.org/blog/{{lorem.slug}}",
            "this one explains it: https://example.com/docs/{{lorem.slug}}?page={{randomizer.number(40)}}",
        "found it → https://example.net/{{lorem.slug}}#{{lorem.word}}",
            "https://example.com/watch?v={{randomizer.alphanumeric(11)}} you must see this",
    ];

    /// <summary>The theme of a room of this name; a room that is not known talks like the lobby.</summary>
    public static Theme Of(string room) => room switch
    {
        "music" => Music,
        "dotnet" => DotNet,
        "support" => Support,
        "random" => Random,
        _ => Lobby,
    };
}
