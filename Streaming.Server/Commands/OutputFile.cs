using Streaming.Server.Storage.Sqlite;

namespace Streaming.Server.Commands;

/// <summary>Finds the file that a command is to write, which a new file then replaces.</summary>
internal static class OutputFile
{
    /// <summary>Returns the file at a path, or the target of a link there, so that the link stays.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="instead">What the error message recommends instead of a device or a pipe.</param>
    /// <exception cref="CommandException">A device or a pipe is at the path, which a file would replace.</exception>
    public static string Find(string path, string instead)
    {
        if (FileIdentity.IsSupported && FileIdentity.IsRegular(FileIdentity.Encode(path)) == false)
            throw new CommandException($"'{path}' is a device or a pipe, not a file; {instead}.");
        return TargetOf(path);
    }

    /// <summary>Returns the final target of a link; the path itself if no link is there.</summary>
    public static string TargetOf(string path) =>
        new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;
}
