using Microsoft.Net.Http.Headers;

namespace Streaming.Server.Transports.Results;

/// <summary>Creates the name of a downloaded file.</summary>
internal static class DownloadName
{
    private const string Default = "rows";

    /// <summary>Returns the last part of a URL path, as the name of a file without its extension.</summary>
    public static string Of(PathString path, string extension)
    {
        var last = path.Value?.TrimEnd('/').Split('/')[^1] ?? string.Empty;
        if (last.EndsWith($".{extension}", StringComparison.OrdinalIgnoreCase))
            last = last[..^(extension.Length + 1)];
        var name = string.Concat(last.Select(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.'
            ? character : '-'));
        return name.Trim('.', '-').Length > 0 ? name : Default;
    }

    /// <summary>Returns the value of the response header <c>Content-Disposition</c>.</summary>
    /// <param name="name">The name of the file, without its extension, in any characters.</param>
    /// <param name="extension">The extension of the file.</param>
    public static string Header(string name, string extension)
    {
        var header = new ContentDispositionHeaderValue("attachment");
        header.SetHttpFileName($"{name}.{extension}");
        return header.ToString();
    }
}
