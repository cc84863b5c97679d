using System.Runtime.CompilerServices;

namespace Streaming.Tests.Support;

/// <summary>Bounds every wait of a test, and says where it was waiting.</summary>
public static class Patience
{
    /// <summary>Far above what anything takes, so that a busy machine fails no test.</summary>
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
