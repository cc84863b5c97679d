using System.Net.Sockets;
using Streaming.Server.Hosting;

namespace Streaming.Server.Commands.Doctor;

/// <summary>Checks that the server can listen on its configured addresses and ports.</summary>
internal static class PortChecks
{
    private const string Name = "ports";

    public static IEnumerable<Finding> Run(IEnumerable<ListeningAddress> addresses) => addresses.Select(Check);

    private static Finding Check(ListeningAddress address)
    {
        if (address.Host.StartsWith("unix:", StringComparison.Ordinal))
            return Finding.Ok(Name, $"{address}: a Unix socket, not checked");
        try
        {
            using var listener = new TcpListener(address.Ip, address.Port);
            listener.Start();
            return Finding.Ok(Name, $"{address} is free ({address.Source})");
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            var holder = OpenFiles.Listener(address.Port) ?? "another process (run as root to see which)";
            return Finding.Warning(Name, $"{address} is in use by {holder}. If that is not the server itself, stop it, or give another " +
                "address, such as --Urls http://localhost:5001.");
        }
        catch (SocketException e)
        {
            return Finding.Error(Name, $"{address} cannot be used ({e.Message}); give an address of this machine with a port above " +
                "1023, such as --Urls http://localhost:5001.");
        }
    }
}
