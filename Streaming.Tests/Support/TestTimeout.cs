using System.Runtime.CompilerServices;

namespace Streaming.Tests.Support;

/// <summary>Limits every wait of a test with a timeout, and reports the place of a wait that exceeds it.</summary>
public static class TestTimeout
{
    /// <summary>The timeout of a wait. It is much longer than any operation, so that a busy machine fails no test.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task OrTimeout(this Task task, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        try
        {
            await task.WaitAsync(Limit);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Waited {Limit.TotalSeconds:0} s in vain at {Path.GetFileName(file)}:{line}.", e);
        }
    }

    public static async Task<T> OrTimeout<T>(this Task<T> task, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        await ((Task)task).OrTimeout(file, line);
        return await task;
    }

    public static Task OrTimeout(this ValueTask task, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        task.AsTask().OrTimeout(file, line);

    public static Task<T> OrTimeout<T>(this ValueTask<T> task, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        task.AsTask().OrTimeout(file, line);
}
