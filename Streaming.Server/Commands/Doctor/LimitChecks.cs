using System.Globalization;
using Streaming.Server.Access;
using Streaming.Server.Access.Limits;

namespace Streaming.Server.Commands.Doctor;

/// <summary>Checks whether the limits of the operating system are high enough for the server.</summary>
internal static class LimitChecks
{
    // The approximate number of files that the server process has open before its first connection. Most of them are files of .NET.
    private const int OwnFiles = 350;

    public static Finding Handles(AccessOptions access)
    {
        const string name = "handles";
        var wanted = access.Limits.Connections;
        if (FileHandleLimit.Handles is not { } handles)
            return Finding.Ok(name, "the number of open files is not limited, or not known");
        var possible = Math.Max(0, Math.Min(wanted, (int)handles - OwnFiles - FileHandleLimit.Reserve(handles)));
        return possible < wanted
            ? Finding.Warning(name, string.Create(CultureInfo.InvariantCulture,
                $"{handles} open files allow about {possible} connections, fewer than Access:Limits:Connections = {wanted}; raise ") +
                "the limit (ulimit -n, LimitNOFILE= of systemd), or lower the setting")
            : Finding.Ok(name, string.Create(CultureInfo.InvariantCulture, $"{handles} open files are enough for {wanted} connections"));
    }
}
