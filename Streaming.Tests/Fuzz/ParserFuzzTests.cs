using CsCheck;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Tests.Fuzz;

public sealed class ParserFuzzTests
{
    [Fact]
    public void A_parsed_position_is_the_one_that_was_written() =>
        Shapes.Text.Sample(
            text =>
            {
                if (Position.TryParse(text, out var position))
                    Position.Parse(position.ToString()).Should().Be(position);
                RefusedOrFine(() => Position.Parse(text));
                RefusedOrFine(() => SubscriptionStart.Parse(text));
            },
            seed: Shapes.Seed, iter: Shapes.Iterations(20_000), threads: 1);

    [Fact]
    public void A_parsed_composite_position_is_the_one_that_was_written() =>
        Shapes.Text.Sample(
            text => RefusedOrFine(() =>
            {
                var cursor = CompositePosition.Parse(text);
                CompositePosition.Parse(CompositePosition.Format(cursor)).Should().Equal(cursor);
            }),
            seed: Shapes.Seed, iter: Shapes.Iterations(20_000), threads: 1);

    [Fact]
    public void A_name_is_accepted_unchanged_or_refused_with_a_sentence() =>
        Shapes.Text.Sample(
            text =>
            {
                if (TopicName.TryParse(text, out var name, out var error))
                    name.Value.Should().Be(text).And.MatchRegex("^[A-Za-z0-9_.:-]{1,200}$");
                else
                    error.Should().EndWith(".");
                RefusedOrFine(() => SenderName.Check(text)!.Should().NotContainAny("\r", "\n", "\0", "\u202E"));
                RefusedOrFine(() => MessageType.Check(text));
                RefusedOrFine(() => NewMessage.Text(text));
            },
            seed: Shapes.Seed, iter: Shapes.Iterations(20_000), threads: 1);

    [Fact]
    public void Matching_any_pattern_takes_a_bounded_time() =>
        Gen.Select(Gen.String[Gen.OneOf<char>('a', 'b', '*', ':'), 1, 60], Gen.String[Gen.OneOf<char>('a', 'b', ':'), 1, 200]).Sample(
            (pattern, name) =>
            {
                if (TopicPattern.IsValid(pattern))
                    TopicPattern.Matches(pattern, new TopicName(name)).Should().Be(Expected(pattern, name));
            },
            seed: Shapes.Seed, iter: Shapes.Iterations(5_000), threads: 1);

    // Each run of literal text must be found after the previous one.
    private static bool Expected(string pattern, string name)
    {
        var parts = pattern.Split('*');
        if (parts.Length == 1)
            return pattern == name;
        if (!name.StartsWith(parts[0], StringComparison.Ordinal) || name.Length < parts[0].Length + parts[^1].Length
            || !name.EndsWith(parts[^1], StringComparison.Ordinal))
            return false;
        var at = parts[0].Length;
        var end = name.Length - parts[^1].Length;
        foreach (var part in parts[1..^1])
        {
            var found = name.IndexOf(part, at, end - at, StringComparison.Ordinal);
            if (found < 0)
                return false;
            at = found + part.Length;
        }

        return true;
    }

    private static void RefusedOrFine(Action act)
    {
        try
        {
            act();
        }
        catch (RefusalException e)
        {
            e.Message.Should().NotBeNullOrEmpty();
        }
    }
}
