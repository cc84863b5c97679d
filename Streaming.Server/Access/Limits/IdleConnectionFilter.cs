using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Closes connections that send no byte for <c>Access:Limits:FirstBytesTimeout</c>: Kestrel would wait for the first request as long as for
/// a later one.
/// </summary>
internal sealed class IdleConnectionFilter(IOptions<AccessOptions> options, TimeProvider time, RefusalMetrics metrics)
{
    private const string Key = "Access:Limits:FirstBytesTimeout";

    /// <summary>Waits for the first bytes of a connection.</summary>
    /// <returns>True if bytes came or the client has left; false if the connection must be closed.</returns>
    public ValueTask<bool> HaveComeAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        if (!input.TryRead(out var read))
            return WaitAsync(connection, input);
        input.AdvanceTo(read.Buffer.Start);
        return ValueTask.FromResult(true);
    }

    // CancelPendingRead, not a cancelled token: ten thousand timeouts within a moment would be ten thousand exceptions.
    private async ValueTask<bool> WaitAsync(ConnectionContext connection, PipeReader input)
    {
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested
            ?? CancellationToken.None;
        await using var limit = time.CreateTimer(CallOff, input, options.Value.Limits.FirstBytesTimeout, Timeout.InfiniteTimeSpan);
        await using var stop = stopping.UnsafeRegister(CallOff, input);
        try
        {
            var read = await input.ReadAsync(CancellationToken.None);
            // Consumes and examines nothing, so that the next reader receives all bytes.
            input.AdvanceTo(read.Buffer.Start);
            if (!read.IsCanceled || !read.Buffer.IsEmpty || stopping.IsCancellationRequested)
                return true;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client has left: the next read fails in the same way.
            return true;
        }

        metrics.Refused("LimitReached", Key);
        return false;
    }

    private static void CallOff(object? input) => ((PipeReader)input!).CancelPendingRead();
}
