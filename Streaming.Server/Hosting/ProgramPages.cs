using System.Globalization;
using System.Runtime.InteropServices;

namespace Streaming.Server.Hosting;

/// <summary>
/// Removes the pages of programs and libraries from the memory of this process. Most of these pages are used only while the server starts.
/// The operating system keeps them in its file cache as long as it has room, and maps a page again when it is used.
/// </summary>
internal static partial class ProgramPages
{
    private const string Mappings = "/proc/self/smaps";
    private const int DontNeed = 4;

    /// <summary>Finds the mappings of programs and libraries without changed pages.</summary>
    public static IReadOnlySet<(ulong Address, ulong Length)> FindUnchanged() =>
        OperatingSystem.IsLinux() && File.Exists(Mappings) ? Unchanged(ReadLines()).ToHashSet() : [];

    /// <summary>Removes the pages of those of the given mappings that still have no changed page.</summary>
    /// <param name="found">What <see cref="FindUnchanged"/> has found at least a second ago. When a library is loaded, its pages are
    /// mapped and at once changed; in the moment between, they must not be removed.</param>
    public static void Unmap(IReadOnlySet<(ulong Address, ulong Length)> found)
    {
        foreach (var (address, length) in FindUnchanged().Where(found.Contains))
            _ = Advise((nint)address, (nuint)length, DontNeed);
    }

    /// <summary>
    /// Returns the address and the length of each mapping of a program or library that cannot be written and has no changed page: without
    /// changed pages, nothing is lost. Programs and libraries stay mapped until the process ends, so that no address can have another
    /// use by now, unlike with other files.
    /// </summary>
    /// <param name="lines">The lines of the file <c>smaps</c> of a process.</param>
    internal static IEnumerable<(ulong Address, ulong Length)> Unchanged(IEnumerable<string> lines)
    {
        (ulong Address, ulong Length)? mapping = null;
        foreach (var line in lines)
        {
            if (line.StartsWith("Anonymous:", StringComparison.Ordinal))
            {
                if (mapping is { } found && line.AsSpan("Anonymous:".Length).Trim().SequenceEqual("0 kB"))
                    yield return found;
                mapping = null;
            }
            else if (char.IsAsciiHexDigitLower(line[0]))
            {
                mapping = IsCode(line) ? Range(line) : null;
            }
        }
    }

    // Reads only the lines that Unchanged needs. The others are 20 times as many, and their text would be several MB of new objects.
    private static List<string> ReadLines()
    {
        var lines = new List<string>();
        using var reader = new StreamReader(Mappings);
        var buffer = new char[16 * 1024];
        for (var kept = 0; reader.Read(buffer.AsSpan(kept)) is > 0 and var read;)
        {
            var rest = buffer.AsSpan(0, kept + read);
            for (int end; (end = rest.IndexOf('\n')) >= 0; rest = rest[(end + 1)..])
            {
                if (end > 0 && (char.IsAsciiHexDigitLower(rest[0]) || rest.StartsWith("Anonymous:", StringComparison.Ordinal)))
                    lines.Add(rest[..end].ToString());
            }

            rest.CopyTo(buffer);
            kept = rest.Length;
        }

        return lines;
    }

    // A line such as "7f25de400000-7f25de480000 r-xp 00001000 fe:00 1234   /usr/lib/libc.so.6".
    private static bool IsCode(string line)
    {
        var permissions = line.AsSpan(line.IndexOf(' ', StringComparison.Ordinal) + 1);
        var path = line.IndexOf('/', StringComparison.Ordinal);
        return permissions is ['r', '-', ..] && path >= 0
            && (line.EndsWith(".dll", StringComparison.Ordinal) || line.EndsWith(".so", StringComparison.Ordinal)
                || line.AsSpan(path).Contains(".so.", StringComparison.Ordinal))
            && !line.EndsWith("(deleted)", StringComparison.Ordinal);
    }

    private static (ulong Address, ulong Length) Range(string line)
    {
        var (dash, end) = (line.IndexOf('-', StringComparison.Ordinal), line.IndexOf(' ', StringComparison.Ordinal));
        var from = Address(line.AsSpan(0, dash));
        return (from, Address(line.AsSpan(dash + 1, end - dash - 1)) - from);
    }

    private static ulong Address(ReadOnlySpan<char> hex) =>
        ulong.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
