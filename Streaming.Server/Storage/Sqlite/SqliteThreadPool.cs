using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Threads of their own for SQLite, whose calls block: each has one connection, and <typeparamref name="T"/> with its prepared statements.
/// The thread pool, which serves the readers, never waits for the disk.
/// </summary>
internal sealed class SqliteThreadPool<T> : IAsyncDisposable
    where T : IDisposable
{
    private const int MaxWaiting = 1_024;

    private readonly SemaphoreSlim _slots = new(MaxWaiting);
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly ConcurrentQueue<Action<T>> _queue = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _threads = [];

    public SqliteThreadPool(string name, int threads, Func<SqliteConnection> open, Func<SqliteConnection, T> prepare)
    {
        for (var i = 0; i < threads; i++)
        {
            // Opened here, so that a file that cannot be opened fails whoever asked for it.
            var connection = open();
            var statements = prepare(connection);
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            // Never fails but in closing its connection, which whoever disposes of this is then told.
            DedicatedThread.Start($"{name} {i}", () => Run(connection, statements, ended), ended.SetException);
            _threads.Add(ended.Task);
        }
    }

    /// <summary>Runs work on one of the threads, in the order of the calls if there is but one.</summary>
    public async Task<TResult> RunAsync<TResult>(Func<T, TResult> work, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        var done = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Enqueue(statements =>
        {
            try
            {
                done.SetResult(work(statements));
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        _waiting.Release();
        return await done.Task;
    }

    /// <summary>Ends the threads when they have done what waits.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_threads);
    }

    private void Run(SqliteConnection connection, T statements, TaskCompletionSource ended)
    {
        while (Next() is { } work)
        {
            _slots.Release();
            work(statements);
        }

        statements.Dispose();
        connection.Dispose();
        ended.SetResult();
    }

    private Action<T>? Next()
    {
        try
        {
            if (!_stop.IsCancellationRequested)
                _waiting.Wait(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            // What is queued is still done before the thread ends.
        }

        return _queue.TryDequeue(out var work) ? work : null;
    }
}
