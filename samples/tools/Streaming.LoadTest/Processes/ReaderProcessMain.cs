using System.Globalization;
using System.Text.Json;
using Streaming.LoadTest.Net;
using Streaming.LoadTest.Options;
using Streaming.LoadTest.Protocol;
using Streaming.LoadTest.Runs;

namespace Streaming.LoadTest.Processes;

/// <summary>The entry point of a child process that only subscribes. Its parent process controls it through its standard input.</summary>
internal static class ReaderProcessMain
{
    public static int Run(LoadTestOptions options)
    {
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
        using var stop = new CancellationTokenSource();
        var published = -1L;
        var listener = new Thread(() => Listen(stop, number => Interlocked.Exchange(ref published, number))) { IsBackground = true };
        listener.Start();
        try
        {
            using var loop = new EventLoop();
            var run = new ReaderRun(options, loop, stop.Token);
            var reportedAt = 0L;
            void Report()
            {
                if (loop.Now - reportedAt < Clock.Seconds(0.2))
                    return;
                reportedAt = loop.Now;
                State(run.Group);
            }

            run.Connect(Report);
            State(run.Group);
            WriteLine("ready");
            while (Interlocked.Read(ref published) < 0)
            {
                run.Turn(20_000_000);
                Report();
            }

            var sent = Interlocked.Read(ref published);
            run.Drain(sent, static () => true, static () => 0, Report);
            State(run.Group);
            WriteLine("result " + JsonSerializer.Serialize(run.Finish(sent)));
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }

    /// <summary>
    /// Reads the commands of the parent process: a number is the total number of published messages, and the end of the input stops this
    /// process.
    /// </summary>
    private static void Listen(CancellationTokenSource stop, Action<long> onPublished)
    {
        while (Console.In.ReadLine() is { } line)
            onPublished(long.Parse(line, CultureInfo.InvariantCulture));
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The input may end before this loop has read it, if all messages had arrived before.
        }
    }

    private static void State(ReaderGroup group) =>
        WriteLine(string.Create(CultureInfo.InvariantCulture, $"state {group.Open} {group.Failed} {group.Deliveries.Count}"));

    private static void WriteLine(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
