using System.Collections.Concurrent;
using Streaming.Server.Observability;
using Streaming.Server.Topics;

namespace Streaming.Server.Delivery;

/// <summary>A thread that writes to readers. It sleeps when there is nothing to write.</summary>
internal sealed class DeliveryLoop : IDisposable
{
    private readonly ConcurrentQueue<Fanout> _queue = new();
    private readonly AutoResetEvent _wakeUp = new(initialState: false);
    private readonly Thread _thread;
    private int _sleeping;
    private volatile bool _stopped;

    public DeliveryLoop(int number, LastResort lastResort)
    {
        var name = $"Delivery {number}";
        _thread = DedicatedThread.Start(name, Run, e => lastResort.Stop(name, e));
    }

    /// <summary>Has the fan-out run soon. It posts itself once until it has run.</summary>
    public void Post(Fanout fanout)
    {
        _queue.Enqueue(fanout);
        if (Interlocked.Exchange(ref _sleeping, 0) == 1 && !_stopped)
            _wakeUp.Set();
    }

    public void Dispose()
    {
        _stopped = true;
        _wakeUp.Set();
        _thread.Join();
        _wakeUp.Dispose();
    }

    private void Run()
    {
        while (!_stopped)
        {
            while (_queue.TryDequeue(out var fanout))
                fanout.Run();
            Interlocked.Exchange(ref _sleeping, 1);
            // Looked at once more after saying so: whoever posts from now on wakes the thread.
            if (_queue.IsEmpty)
                _wakeUp.WaitOne();
            Volatile.Write(ref _sleeping, 0);
        }
    }
}
