using System.Net;
using System.Net.Sockets;

namespace Streaming.Tools;

/// <summary>Chooses a port for a program that cannot choose a free one itself, or that listens on its port again after a restart.</summary>
/// <remarks>
/// The ports are below the range from which operating systems take ports for connections and for port 0 (from 32768 on Linux, from 49152
/// elsewhere). Otherwise another program could receive the same port before this one listens on it.
/// </remarks>
internal static class FreePort
{
    private const int First = 15_000;
    private const int Count = 17_000;

    // Several processes start at different places of the range.
    private static int s_next = Random.Shared.Next(Count);

    /// <summary>Returns a port of the loopback address on which nothing listens. This process receives each port once.</summary>
    public static int Take()
    {
        for (var i = 0; i < Count; i++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref s_next) % Count);
            if (IsFree(port))
                return port;
        }

        throw new InvalidOperationException("The machine has no free port.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
