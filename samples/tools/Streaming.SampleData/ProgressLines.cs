using System.Diagnostics;
using System.Globalization;

namespace Streaming.SampleData;

/// <summary>Prints the progress of the upload for logs: one line every two seconds, and one at the end of each room.</summary>
internal sealed class ProgressLines : ProgressView
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    public override Task RunAsync(IReadOnlyList<RoomPlan> plans, Func<Action<RoomPlan, long>, Task> work)
    {
        var said = Stopwatch.GetTimestamp();
        var (current, started) = (default(RoomPlan), said);
        return work((plan, sent) =>
        {
            if (plan != current)
                (current, started) = (plan, Stopwatch.GetTimestamp());
            if (sent < plan.Messages && Stopwatch.GetElapsedTime(said) < s_pause)
                return;
            said = Stopwatch.GetTimestamp();
            Console.Out.WriteLine(Line(plan, sent, Stopwatch.GetElapsedTime(started).TotalSeconds));
        });
    }

    private static string Line(RoomPlan plan, long sent, double seconds)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{plan.Room}: {sent:N0} of {plan.Messages:N0} messages sent");
        // The messages of a small room fit into the buffer of the socket. Their rate is not shown, since it would be the speed of copying
        // memory.
        if (seconds < 1)
            return line;
        var rate = sent / seconds;
        var left = TimeSpan.FromSeconds(Math.Round((plan.Messages - sent) / rate));
        return line + string.Create(CultureInfo.InvariantCulture, $", {rate:N0}/s, {left:c} left");
    }
}
