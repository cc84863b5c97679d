using System.CommandLine;
using Streaming.Server.Access.Tokens;

namespace Streaming.Server.Commands.Tokens;

/// <summary>
/// The command-line options with which an operator gives a signing key. The given key is used instead of the configured keys.
/// </summary>
internal sealed class KeyOptions
{
    private const int LeastBytes = 32;

    private readonly Option<string> _key = new("--key")
    {
        Description = "The signing key in base64, in place of Access:Keys. Other users of the machine can see it; prefer --key-file.",
        HelpName = "BASE64",
    };

    private readonly Option<string> _file = new("--key-file")
    {
        Description = "A file with the signing key in base64, in place of Access:Keys.",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        command.Add(_key);
        command.Add(_file);
    }

    /// <summary>Returns the signing key that the options contain; null if they contain no key.</summary>
    /// <param name="context">The command line.</param>
    /// <param name="id">The id of the key, which tokens contain in their header <c>kid</c>; null for a key without an id.</param>
    /// <exception cref="CommandException">The given key is not valid.</exception>
    public async Task<AccessKey?> ReadAsync(CommandContext context, string? id = null)
    {
        var (given, file) = (context.Get(_key), context.Get(_file));
        if (given is not null && file is not null)
            throw CommandException.Usage("Give either --key or --key-file, not both.");
        if (file is not null)
            given = string.Concat((await File.ReadAllTextAsync(file, context.Cancellation)).Where(c => !char.IsWhiteSpace(c)));
        if (given is null)
            return null;
        var bytes = new byte[given.Length];
        return Convert.TryFromBase64String(given, bytes, out var length) && length >= LeastBytes
            ? new AccessKey { Id = id ?? string.Empty, Secret = given }
            : throw new CommandException($"The key is not base64 of at least {LeastBytes} bytes; make one with 'openssl rand -base64 64'.");
    }
}
