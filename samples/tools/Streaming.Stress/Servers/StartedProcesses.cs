using System.Collections.Concurrent;

namespace Streaming.Stress.Servers;

/// <summary>The processes that this tool has started. When the tool ends, also by a signal, it kills those that still run.</summary>
internal static class StartedProcesses
{
    private static readonly ConcurrentDictionary<int, byte> s_running = new();

    static StartedProcesses() => AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();

    public static void Add(int process) => s_running[process] = 0;

    public static void Remove(int process) => s_running.TryRemove(process, out _);

    /// <summary>Kills all processes that were started and have not ended.</summary>
    public static void KillAll()
    {
        foreach (var process in s_running.Keys)
            _ = UnixSignal.TrySend(process, UnixSignal.Kill);
    }
}
