using Streaming.Server.Storage.Sqlite;

namespace Streaming.Server.Commands;

/// <summary>
/// A file that a command writes, and that gets its final name when it is complete. The command locks the file, so that a second command
/// with the same target does not write or delete it.
/// </summary>
internal sealed class UnfinishedFile : IAsyncDisposable
{
    /// <summary>The end of the name of an unfinished file.</summary>
    public const string Suffix = ".part";

    private readonly string _file;
    private bool _hasFinalName;

    private UnfinishedFile(string file, FileStream content) => (_file, Content) = (file, content);

    /// <summary>The path of the file until it has its final name.</summary>
    public string Path => _file + Suffix;

    /// <summary>Writes the content of the file. Programs of this process may write it under its path too.</summary>
    public FileStream Content { get; }

    /// <summary>Creates the file, empty, beside the final file. A file that a killed command has left is used again.</summary>
    /// <param name="file">The final path.</param>
    /// <exception cref="CommandException">Another command is writing the same file, or it cannot be written.</exception>
    public static UnfinishedFile Create(string file)
    {
        while (true)
        {
            var content = Open(file);
            // Another command may have given the file its final name after it was opened here, and before it was locked.
            if (OperatingSystem.IsLinux() && !IsAt(file + Suffix, content))
            {
                content.Dispose();
                continue;
            }

            content.SetLength(0);
            var created = new UnfinishedFile(file, content);
            created.DeleteCompanions();
            return created;
        }
    }

    /// <summary>Writes the file to the disk, and gives it its final name.</summary>
    /// <param name="replace">Whether it replaces a file that has this name.</param>
    /// <exception cref="CommandException">A file with this name exists, and must not be replaced.</exception>
    public void Finish(bool replace)
    {
        Content.Flush(flushToDisk: true);
        DeleteCompanions();
        try
        {
            DurableFile.Move(Path, _file, replace);
            _hasFinalName = true;
        }
        catch (IOException) when (!replace && File.Exists(_file))
        {
            throw new CommandException($"'{_file}' was created meanwhile, and is kept; give another file, or --replace.");
        }
    }

    /// <summary>Deletes the file unless it has its final name, and ends the lock.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_hasFinalName)
        {
            File.Delete(Path);
            DeleteCompanions();
        }

        await Content.DisposeAsync();
    }

    private static FileStream Open(string file)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            // On Windows, a lock would keep SQLite from opening the file.
            return new FileStream(file + Suffix, FileMode.OpenOrCreate, FileAccess.ReadWrite,
                OperatingSystem.IsWindows() ? FileShare.ReadWrite | FileShare.Delete : FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when (IsLocked(e))
        {
            throw new CommandException($"Another command is writing '{file}'; wait until it has ended, or give another file.", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"'{file}' cannot be written: {e.Message.TrimEnd('.')}. Give a path that this user may write to.",
                inner: e);
        }
    }

    // The error EWOULDBLOCK of Linux, and of macOS.
    private static bool IsLocked(IOException e) => e.HResult == (OperatingSystem.IsMacOS() ? 35 : 11);

    private static bool IsAt(string path, FileStream content) => FileIdentity.Read(FileIdentity.Encode(path))
        == FileIdentity.Read(FileIdentity.Encode($"/proc/self/fd/{content.SafeFileHandle.DangerousGetHandle()}"));

    // The files that SQLite creates beside a database.
    private void DeleteCompanions()
    {
        foreach (var companion in SqliteCompanions.All)
            File.Delete(Path + companion);
    }
}
