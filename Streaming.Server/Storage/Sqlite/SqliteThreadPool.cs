using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Dedicated threads for the blocking calls of SQLite. Each has one connection, and one <typeparamref name="T"/> with its prepared
/// statements.
/// The .NET thread pool, which serves requests, never waits for the disk.
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
            // Opened here, so that the constructor fails if the file cannot be opened.
            var connection = open();
            var statements = prepare(connection);
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            // The thread can fail only while it closes its connection; DisposeAsync then throws that exception.
            DedicatedThread.Start($"{name} {i}", () => Run(connection, statements, ended), ended.SetException);
            _threads.Add(ended.Task);
        }
    }

    /// <summary>Runs work on one of the threads. With one thread, work runs in the order of the calls.</summary>
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

    /// <summary>Ends the threads after all queued work.</summary>
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
            // Queued work is still done before the thread ends.
        }

        return _queue.TryDequeue(out var work) ? work : null;
    }
}
