using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Runs the blocking calls of SQLite on dedicated threads, so that the .NET thread pool, which serves requests, never waits for the disk.
/// Each thread has its own connection and the prepared SQL statements of this connection (one <typeparamref name="T"/>).
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
            // The constructor opens the connection, and not the new thread, so that the constructor fails if the database file cannot be
            // opened.
            var connection = open();
            var statements = prepare(connection);
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            // A thread can fail only when it closes its connection. DisposeAsync throws this exception to its caller.
            DedicatedThread.Start($"{name} {i}", () => Run(connection, statements, ended), ended.SetException);
            _threads.Add(ended.Task);
        }
    }

    /// <summary>Runs a function on one of the dedicated SQLite threads. With one thread, functions run in the order of the calls.</summary>
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

    /// <summary>Ends the dedicated SQLite threads after all queued functions have run.</summary>
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
            // When the pool is disposed, the functions that are already queued run before the thread ends.
        }

        return _queue.TryDequeue(out var work) ? work : null;
    }
}
