using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Closes a new connection that sends no byte for the time <c>Access:Limits:FirstBytesTimeout</c>. Without this class, Kestrel (the HTTP
/// server) would wait much longer: as long as for a further request on an idle connection.
/// </summary>
internal sealed class IdleConnectionFilter(IOptions<AccessOptions> options, TimeProvider time, RefusalMetrics metrics)
{
    private const string Key = "Access:Limits:FirstBytesTimeout";

    /// <summary>Waits until the first bytes of a connection arrive, at most for the time <c>Access:Limits:FirstBytesTimeout</c>.</summary>
    /// <returns>False if no bytes have arrived in time, so that the connection must be closed. Otherwise true, even if the client has
    /// closed the connection or the server stops.</returns>
    public ValueTask<bool> WaitForFirstBytesAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        try
        {
            if (!input.TryRead(out var read))
                return WaitAsync(connection, input);
            input.AdvanceTo(read.Buffer.Start);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // As in WaitAsync: the client has closed the connection at once.
        }

        return ValueTask.FromResult(true);
    }

    // Waits for the first bytes. A timeout ends the read with CancelPendingRead and not with a cancellation token, because ten thousand
    // timeouts at the same moment would throw ten thousand exceptions.
    private async ValueTask<bool> WaitAsync(ConnectionContext connection, PipeReader input)
    {
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested
            ?? CancellationToken.None;
        await using var limit = time.CreateTimer(CancelRead, input, options.Value.Limits.FirstBytesTimeout, Timeout.InfiniteTimeSpan);
        await using var stop = stopping.UnsafeRegister(CancelRead, input);
        try
        {
            var read = await input.ReadAsync(CancellationToken.None);
            // The bytes are not marked as read, so that the next reader of the connection receives them again.
            input.AdvanceTo(read.Buffer.Start);
            if (!read.IsCanceled || !read.Buffer.IsEmpty || stopping.IsCancellationRequested)
                return true;
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The client has closed the connection. The next read of the connection throws this exception again, and is handled there.
            return true;
        }

        metrics.Refused("LimitReached", Key);
        return false;
    }

    private static bool IsEnd(Exception e) => e is OperationCanceledException or IOException or SocketException;

    private static void CancelRead(object? input) => ((PipeReader)input!).CancelPendingRead();
}
