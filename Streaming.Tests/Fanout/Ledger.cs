using System.Globalization;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

/// <summary>
/// Checks the messages that one subscriber receives, over all its connections: offsets rise by exactly one, or by the size of a gap, and
/// the messages of each publisher (<c>publisher:number</c>) are complete and in order.
/// </summary>
internal sealed class Ledger
{
    private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal);
    private long _offset;

    /// <summary>The position after which the subscriber resumes.</summary>
    public string Position { get; private set; } = "earliest";

    /// <summary>The number of published messages that the subscriber has received.</summary>
    public int Messages { get; private set; }

    /// <summary>The number of gaps that the subscriber has received.</summary>
    public int Gaps { get; private set; }

    /// <summary>The number of messages that the gaps report as lost.</summary>
    public long Lost { get; private set; }

    public void Enter(Delivered delivered)
    {
        var offset = Positions.OffsetOf(delivered.Position);
        if (delivered.Type == "gap")
        {
            EnterGap(delivered, offset);
        }
        else
        {
            if (offset != _offset + 1)
                throw new InvalidOperationException($"After offset {_offset} came {offset}, of type {delivered.Type}.");
            if (delivered.Type == "message")
                EnterMessage(delivered.Data);
        }

        _offset = offset;
        Position = delivered.Position;
    }

    private void EnterGap(Delivered delivered, long offset)
    {
        Gaps++;
        var facts = JsonDocument.Parse(delivered.Data).RootElement;
        var requested = facts.GetProperty("requested").GetString()!;
        // On a busy machine, the gap may come before the first message. Then the server names the position before the first message.
        if (Position == "earliest")
            Positions.OffsetOf(requested).Should().Be(0);
        else
            requested.Should().Be(Position);
        facts.GetProperty("lost").GetInt64().Should().Be(offset - _offset);
        Lost += offset - _offset;
        _next.Clear();
    }

    private void EnterMessage(string data)
    {
        Messages++;
        var parts = data.Split(':', 3);
        var number = int.Parse(parts[1], CultureInfo.InvariantCulture);
        // After a gap the number of a publisher may have risen by any amount.
        if (number != _next.GetValueOrDefault(parts[0], Gaps == 0 ? 0 : number))
            throw new InvalidOperationException(
                $"Publisher {parts[0]}'s message {number} came where {_next.GetValueOrDefault(parts[0])} was due.");
        _next[parts[0]] = number + 1;
    }
}
