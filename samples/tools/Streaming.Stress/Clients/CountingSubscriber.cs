using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Stress.Clients;

/// <summary>
/// A subscriber of server-sent events of one topic that costs little, so that one process can have thousands: it reads the offsets of the
/// ids, and checks that each is one more than the one before.
/// </summary>
/// <param name="connection">The connection, on which nothing was sent.</param>
internal sealed class CountingSubscriber(RawConnection connection) : IDisposable
{
    private readonly byte[] _rest = new byte[256];
    private int _restLength;

    /// <summary>The offset of the last message.</summary>
    public long Last { get; private set; }

    /// <summary>The number of messages.</summary>
    public long Messages { get; private set; }

    /// <summary>The first offset that did not follow the one before; 0 if there is none.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Sends the request.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="epoch">The epoch of the topic.</param>
    /// <param name="after">The offset after which the subscriber begins.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task BeginAsync(string topic, string epoch, long after, CancellationToken cancellationToken)
    {
        Last = after;
        return connection.SendAsync(
            string.Create(CultureInfo.InvariantCulture,
                $"GET /topics/{topic}/events HTTP/1.1\r\nHost: 127.0.0.1\r\nLast-Event-ID: {epoch}-{after}\r\n\r\n"), cancellationToken);
    }

    /// <summary>
    /// Reads until the message with an offset has arrived. Returns false if the connection ends before, or the time is over.
    /// </summary>
    public async Task<bool> ReachAsync(long offset, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(8 * 1024);
        try
        {
            while (Last < offset)
            {
                var read = await connection.ReceiveAsync(buffer, cancellationToken);
                if (read == 0)
                    return false;
                Take(buffer.AsSpan(0, read));
            }

            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => connection.Dispose();

    // A line can be divided between two reads: its beginning is kept.
    private void Take(ReadOnlySpan<byte> bytes)
    {
        for (int end; (end = bytes.IndexOf((byte)'\n')) >= 0; bytes = bytes[(end + 1)..])
        {
            if (_restLength == 0)
            {
                Line(bytes[..end]);
                continue;
            }

            Keep(bytes[..end]);
            Line(_rest.AsSpan(0, _restLength));
            _restLength = 0;
        }

        Keep(bytes);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var length = Math.Min(bytes.Length, _rest.Length - _restLength);
        bytes[..length].CopyTo(_rest.AsSpan(_restLength));
        _restLength += length;
    }

    private void Line(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("id: "u8))
            return;
        var text = Encoding.ASCII.GetString(line[4..]).TrimEnd('\r');
        var offset = long.Parse(text.AsSpan(text.IndexOf('-', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
        // The first id is the position at which the stream begins.
        if (offset == Last && Messages == 0)
            return;
        if (offset != Last + 1 && OutOfOrder == 0)
            OutOfOrder = offset;
        (Last, Messages) = (offset, Messages + 1);
    }
}
