using System.Net;
using System.Net.Sockets;

namespace Streaming.Stress.Servers;

/// <summary>
/// Chooses ports for servers. The ports are below the range from which Linux takes the ports of outgoing connections, so that a server can
/// listen on its port again after a restart.
/// </summary>
internal static class FreePort
{
    private const int First = 15_000;
    private const int Count = 17_000;

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

        throw new StressException("The machine has no free port.");
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
