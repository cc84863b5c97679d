using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Access.Limits;

/// <summary>Waits for the first bytes of a connection, and not for ever: Kestrel would wait for a first request as long as for the next one.</summary>
internal sealed class IdleConnectionFilter(IOptions<AccessOptions> options, TimeProvider time, RefusalMetrics metrics)
{
    private const string Key = "Access:Limits:FirstBytesTimeout";

    /// <summary>Whether they came, or the connection has ended by itself; false if it is to be closed.</summary>
    public ValueTask<bool> HaveComeAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        if (!input.TryRead(out var read))
            return WaitAsync(connection, input);
        input.AdvanceTo(read.Buffer.Start);
        return ValueTask.FromResult(true);
    }

    // The read is called off rather than cancelled: ten thousand that are closed within a moment would be ten thousand exceptions.
    private async ValueTask<bool> WaitAsync(ConnectionContext connection, PipeReader input)
    {
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        await using var limit = time.CreateTimer(CallOff, input, options.Value.Limits.FirstBytesTimeout, Timeout.InfiniteTimeSpan);
        await using var stop = stopping.UnsafeRegister(CallOff, input);
        try
        {
            var read = await input.ReadAsync(CancellationToken.None);
            // Nothing is taken or looked at: whoever reads next sees all of it.
            input.AdvanceTo(read.Buffer.Start);
            if (!read.IsCanceled || !read.Buffer.IsEmpty || stopping.IsCancellationRequested)
                return true;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client is gone: whoever reads next is told the same.
            return true;
        }

        metrics.Refused("LimitReached", Key);
        return false;
    }

    private static void CallOff(object? input) => ((PipeReader)input!).CancelPendingRead();
}
