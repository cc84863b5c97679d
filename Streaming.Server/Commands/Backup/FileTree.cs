namespace Streaming.Server.Commands.Backup;

/// <summary>Copies the files in the folder of the files that jobs have written.</summary>
internal static class FileTree
{
    private const string Unfinished = ".part";

    /// <summary>Returns whether a folder exists and is not empty.</summary>
    public static bool Exists(string folder) => Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();

    /// <summary>
    /// Copies the complete files of a folder. The server may run during the copy, because it never changes a complete file. A file that the
    /// server deletes during the copy is left out. If a file cannot be copied, the files that were copied before are deleted.
    /// </summary>
    /// <returns>The number of files that were copied.</returns>
    public static async Task<int> CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(from))
            return 0;
        var isNewFolder = !Directory.Exists(to);
        Directory.CreateDirectory(to);
        var count = 0;
        var added = new List<string>();
        try
        {
            foreach (var file in Directory.EnumerateFiles(from).Where(file => !file.EndsWith(Unfinished, StringComparison.Ordinal)))
            {
                var copy = Path.Combine(to, Path.GetFileName(file));
                var isNew = !File.Exists(copy);
                if (!await TryCopyAsync(file, copy, cancellationToken))
                    continue;
                count++;
                if (isNew)
                    added.Add(copy);
            }

            return count;
        }
        catch
        {
            added.ForEach(File.Delete);
            if (isNewFolder && !Exists(to))
                Directory.Delete(to);
            throw;
        }
    }

    private static async Task<bool> TryCopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        try
        {
            await CopyFileAsync(from, to, cancellationToken);
            return true;
        }
        catch (FileNotFoundException)
        {
            // The server has deleted the file during the copy, together with the job of the file.
            return false;
        }
        catch
        {
            File.Delete(to + Unfinished);
            throw;
        }
    }

    private static async Task CopyFileAsync(string from, string to, CancellationToken cancellationToken)
    {
        await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await using var target = new FileStream(to + Unfinished, FileMode.Create, FileAccess.Write);
        await source.CopyToAsync(target, cancellationToken);
        target.Flush(flushToDisk: true);
        target.Close();
        File.Move(to + Unfinished, to, overwrite: true);
    }
}
