using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Closes a new connection that sends no byte for the time <c>Access:Limits:FirstBytesTimeout</c>. Without this limit, Kestrel would wait
/// for the first request as long as for a later one.
/// </summary>
internal sealed class IdleConnectionFilter(IOptions<AccessOptions> options, TimeProvider time, RefusalMetrics metrics)
{
    private const string Key = "Access:Limits:FirstBytesTimeout";

    /// <summary>Waits for the first bytes of a connection, at most for the configured time.</summary>
    /// <returns>True if bytes have arrived, the client has closed the connection, or the server stops; false if the connection must be
    /// closed.</returns>
    public ValueTask<bool> HaveComeAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        if (!input.TryRead(out var read))
            return WaitAsync(connection, input);
        input.AdvanceTo(read.Buffer.Start);
        return ValueTask.FromResult(true);
    }

    // Ends the read with CancelPendingRead instead of a cancellation token: ten thousand timeouts at the same moment would throw ten
    // thousand exceptions.
    private async ValueTask<bool> WaitAsync(ConnectionContext connection, PipeReader input)
    {
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested
            ?? CancellationToken.None;
        await using var limit = time.CreateTimer(CallOff, input, options.Value.Limits.FirstBytesTimeout, Timeout.InfiniteTimeSpan);
        await using var stop = stopping.UnsafeRegister(CallOff, input);
        try
        {
            var read = await input.ReadAsync(CancellationToken.None);
            // Marks no byte as consumed or examined, so that the next reader receives all bytes.
            input.AdvanceTo(read.Buffer.Start);
            if (!read.IsCanceled || !read.Buffer.IsEmpty || stopping.IsCancellationRequested)
                return true;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client has closed the connection: the next read fails for the same reason.
            return true;
        }

        metrics.Refused("LimitReached", Key);
        return false;
    }

    private static void CallOff(object? input) => ((PipeReader)input!).CancelPendingRead();
}
