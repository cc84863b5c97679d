using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Streaming.Tests.Support;

/// <summary>Polls a state that has no signal, at most for the timeout of a test.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits for a value that satisfies the condition, and returns it.</summary>
    public static async Task<T> BecomesAsync<T>(
        Func<Task<T>> look, Func<T, bool> satisfies, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var since = Stopwatch.GetTimestamp();
        using var turns = new PeriodicTimer(s_between);
        while (true)
        {
            var value = await look().OrTimeout(file, line);
            if (satisfies(value))
                return value;
            if (Stopwatch.GetElapsedTime(since) > TestTimeout.Limit)
                throw new TimeoutException(
                    $"It still was {value} after {TestTimeout.Limit.TotalSeconds:0} s at {Path.GetFileName(file)}:{line}.");
            await turns.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits until a topic has this number of subscribers on the server.</summary>
    public static Task<int> SubscribersBecomeAsync(
        this HttpClient client, string topic, int count, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        BecomesAsync(async () => (await client.GetJsonAsync($"/topics/{topic}")).GetProperty("subscribers")
            .GetInt32(), now => now == count, file, line);

    /// <summary>Waits until a room has this number of members on the server.</summary>
    public static Task<int> MembersBecomeAsync(
        this HttpClient client, string room, int count, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        BecomesAsync(async () => (await client.GetJsonAsync($"/rooms/{room}/members")).GetProperty("count")
            .GetInt32(), now => now == count, file, line);
}
