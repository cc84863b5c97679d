using Microsoft.Data.Sqlite;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Runs the blocking calls of SQLite on dedicated threads, so that the .NET thread pool, which serves requests, never waits for the disk.
/// Each thread has its own connection and the prepared SQL statements of this connection, in an object of type <typeparamref name="T"/>.
/// </summary>
internal sealed class SqliteThreadPool<T> : IAsyncDisposable
    where T : IDisposable
{
    private const int MaxWaiting = 1_024;

    private readonly SemaphoreSlim _slots = new(MaxWaiting);
    // The threads wait for functions with the class Monitor. SemaphoreSlim and BlockingCollection would spin before they block. With short
    // reads, the threads would then spend more processor time on waiting than on reading.
    private readonly Queue<Action<T>> _queue = new();
    private readonly List<Task> _threads = [];
    private bool _isStopping;

    public SqliteThreadPool(string name, int threads, Func<SqliteConnection> open, Func<SqliteConnection, T> prepare)
    {
        for (var i = 0; i < threads; i++)
        {
            // The constructor opens the connection, and not the new thread, so that the constructor fails if the database file cannot be
            // opened.
            var connection = open();
            var statements = prepare(connection);
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            // A thread can fail only when it closes its connection. DisposeAsync throws the exception of this failure to its caller.
            DedicatedThread.Start($"{name} {i}", () => Run(connection, statements, ended), ended.SetException);
            _threads.Add(ended.Task);
        }
    }

    /// <summary>Runs a function on one of the dedicated SQLite threads. With one thread, functions run in the order of the calls.</summary>
    public async Task<TResult> RunAsync<TResult>(Func<T, TResult> work, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        var done = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_queue)
        {
            _queue.Enqueue(Run);
            Monitor.Pulse(_queue);
        }

        return await done.Task;

        void Run(T statements)
        {
            try
            {
                done.SetResult(work(statements));
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }
    }

    /// <summary>Ends the dedicated SQLite threads after all queued functions have run.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_queue)
        {
            _isStopping = true;
            Monitor.PulseAll(_queue);
        }

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

    // Returns the next queued function; null when the pool is disposed and all queued functions have run.
    private Action<T>? Next()
    {
        lock (_queue)
        {
            while (_queue.Count == 0 && !_isStopping)
                Monitor.Wait(_queue);
            return _queue.TryDequeue(out var work) ? work : null;
        }
    }
}
