using Bogus;

namespace Streaming.SampleData;

/// <summary>
/// Holds the names and phrases of the people in one room, as JSON text in UTF-8. The library Bogus generates them once, which is slow;
/// messages are then only combinations of them.
/// </summary>
internal sealed class Phrases
{
    private const int PeopleOfARoom = 48;
    private const int VariantsOfATemplate = 24;

    private Phrases(Theme theme, Faker faker)
    {
        People = [.. Enumerable.Range(0, PeopleOfARoom * 2).Select(_ => NickName(faker)).Distinct(StringComparer.Ordinal)
            .Take(PeopleOfARoom).Select(JsonText.Encode)];
        Greetings = Encode(Theme.Greetings);
        Short = Encode(Theme.Short);
        Emoji = Encode(Theme.Emoji);
        Openers = Encode(Theme.Openers);
        Tails = Encode(Theme.Tails);
        Thanks = Encode(Theme.Thanks);
        Statements = Fill(faker, theme.Statements);
        Questions = Fill(faker, theme.Questions);
        Answers = Fill(faker, theme.Answers);
        Blocks = Fill(faker, theme.Blocks);
        Links = Fill(faker, Theme.Links);
    }

    public byte[][] People { get; }

    public byte[][] Greetings { get; }

    public byte[][] Short { get; }

    public byte[][] Emoji { get; }

    public byte[][] Openers { get; }

    public byte[][] Tails { get; }

    public byte[][] Thanks { get; }

    public byte[][] Statements { get; }

    public byte[][] Questions { get; }

    public byte[][] Answers { get; }

    public byte[][] Blocks { get; }

    public byte[][] Links { get; }

    /// <summary>Returns the names and phrases for a theme of a room. The same theme and seed always give the same phrases.</summary>
    public static Phrases Make(Theme theme, int seed) => new(theme, new Faker("en") { Random = new Randomizer(seed) });

    private static string NickName(Faker faker)
    {
        var first = faker.Name.FirstName();
        return faker.Random.Number(3) switch
        {
            0 => first.ToLowerInvariant(),
            1 => $"{first} {faker.Name.LastName()[0]}.",
            2 => $"{first.ToLowerInvariant()}{faker.Random.Number(7, 99)}",
            _ => first,
        };
    }

    private static byte[][] Encode(IEnumerable<string> texts) => [.. texts.Select(JsonText.Encode)];

    // The method Faker.Parse of the library Bogus supports only some of its data sets.
    private static byte[][] Fill(Faker faker, IEnumerable<string> templates)
    {
        object[] sets =
        [
            faker.Address, faker.Commerce, faker.Company, faker.Date, faker.Hacker, faker.Lorem, faker.Music, faker.Name, faker.Random,
                faker.Rant, faker.System, faker.Vehicle,
        ];
        return Encode(templates
            .SelectMany(template => Enumerable.Range(0, VariantsOfATemplate).Select(_ => Tokenizer.Parse(template, sets)))
            .Distinct(StringComparer.Ordinal));
    }
}
