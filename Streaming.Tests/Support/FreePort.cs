using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Streaming.Tests.Support;

/// <summary>Chooses a port for a program that cannot choose a free one itself.</summary>
/// <remarks>
/// The ports are below the range from which operating systems take ports for connections and for port 0 (from 32768 on Linux, from 49152
/// elsewhere). Otherwise another test could receive the same port before the program listens on it, and a client would reach the wrong
/// server.
/// </remarks>
internal static class FreePort
{
    private const int First = 15_000;
    private const int Count = 17_000;

    // Several test processes start at different places of the range.
    private static int s_next = RandomNumberGenerator.GetInt32(Count);

    /// <summary>Returns a port of the loopback address on which nothing listens. A test process receives each port once.</summary>
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
