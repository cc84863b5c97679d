using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Streaming.SampleData;

/// <summary>Publishes messages to all rooms, one room after another, and prints the commands that download the messages as CSV.</summary>
internal static class Run
{
    public static async Task RunAsync(SampleOptions options, CancellationToken cancellationToken)
    {
        // The idempotency key prevents that a repeated run publishes the messages a second time. Each topic has its own keys, so one key
        // serves all rooms.
        var key = options.Resume ?? $"sample-{Guid.NewGuid():N}";
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var upload = new Upload(http, options.Url, key);
        var plans = options.Plans;
        var started = Stopwatch.GetTimestamp();
        long published = 0;
        try
        {
            await ProgressView.Choose(AnsiConsole.Console).RunAsync(plans, async onSent =>
            {
                foreach (var plan in plans)
                    published += await upload.SendAsync(plan, sent => onSent(plan, sent), cancellationToken);
            });
        }
        catch (UploadException e) when (e.CanResume || published > 0 || options.Resume is not null)
        {
            throw new UploadException($"{e.Message}\n{HowToResume(options, key)}", e);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(HowToResume(options, key));
            throw;
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{published:N0} messages published in {seconds:N1} s, {published / seconds:N0} messages/s."));
        Console.Out.WriteLine("Download them:");
        foreach (var plan in plans)
            Console.Out.WriteLine($"  curl -o {plan.Topic.Replace(':', '-')}.csv '{options.Url}/topics/{plan.Topic}/messages?format=csv'");
    }

    private static string HowToResume(SampleOptions options, string key) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        Continue the upload within 24 hours:
          dotnet run --project samples/tools/Streaming.SampleData -- --messages {options.Messages} --seed {options.Seed} --rooms {string.Join(',', options.Rooms)} --url {options.Url} --resume {key}
        """);
}
