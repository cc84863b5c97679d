using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.History;

/// <summary>A range of times in the query of a request: the parameters <c>from</c> and <c>to</c>.</summary>
/// <param name="From">The start of the range, which is part of the range; null if the range has no start.</param>
/// <param name="To">The end of the range, which is not part of the range; null if the range has no end.</param>
internal readonly record struct TimeRange(DateTime? From, DateTime? To)
{
    /// <summary>Parses the parameters <c>from</c> and <c>to</c>. Each of them may be missing or empty.</summary>
    /// <exception cref="RefusalException">One of the times is not valid, or <c>from</c> is not before <c>to</c>.</exception>
    public static TimeRange Parse(string? from, string? to)
    {
        var range = new TimeRange(Time(from, "from"), Time(to, "to"));
        return range.From >= range.To
            ? throw RefusalException.Invalid("The time in 'from' is not before the time in 'to'; messages of the time 'to' are left out.")
            : range;
    }

    private static DateTime? Time(string? text, string name) =>
        string.IsNullOrEmpty(text) ? null : Timestamp.Parse(text, name).UtcDateTime;
}
