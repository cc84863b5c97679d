using System.CommandLine;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Commands.Tokens;

/// <summary>The command <c>token create</c>, which creates a token and signs it with a configured key or a given key.</summary>
internal sealed class TokenCreateCommand : AppCommand
{
    private readonly Option<string> _subject = Text("--subject", "The id of the user or program (claim sub).", "ID");
    private readonly Option<string> _name = Text("--name", "The name that others see as the sender (claim name).", "NAME");
    private readonly Option<string> _expires = Text("--expires", "The lifetime, such as 15m, 12h or 30d (default 1d).", "TIME");
    private readonly Option<string> _issuer = Text("--issuer", "The issuer (default: the first of Access:Issuers, or streaming).", "NAME");
    private readonly Option<string> _audience =
        Text("--audience", "The audience (default: the first of Access:Audiences, or streaming).", "NAME");
    private readonly Option<string> _keyId = Text(
        "--key-id", "The Id of the key to use (default: the first of Access:Keys), or that of the given key.", "ID");
    private readonly Option<string> _algorithm =
        Text("--algorithm", "HS256, HS384 or HS512 (default: the first that Access:Algorithms allows).", "NAME");
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON with the token and its content." };
    private readonly TokenPermissions _permissions = new();
    private readonly KeyOptions _key = new();

    public TokenCreateCommand()
        : base("create",
            "Create a token, signed with the first key of Access:Keys, with the key of 'dotnet user-jwts' in Development, or with --key " +
            "or --key-file. The server checks only its signature, so a token is valid until it expires or its key is removed.")
    {
        TakesSettings = true;
        Add(_subject);
        Add(_name);
        _permissions.AddTo(this);
        Add(_expires);
        Add(_issuer);
        Add(_audience);
        _key.AddTo(this);
        Add(_keyId);
        Add(_algorithm);
        Add(_json);
        Run(RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        if (context.Get(_subject) is not { Length: > 0 } subject)
            throw CommandException.Usage("The subject is missing; give it, such as --subject user-17.");
        var request = new TokenRequest(subject, NameOf(context), _permissions.Read(context), Lifetime(context))
        {
            Issuer = context.Get(_issuer),
            Audience = context.Get(_audience),
            KeyId = context.Get(_keyId),
            Algorithm = context.Get(_algorithm),
        };
        var key = await _key.ReadAsync(context, context.Get(_keyId));
        using var services = new TokenServices(context.Settings, key);
        var signed = new TokenSigner(services, TimeProvider.System).Sign(request);
        await CheckAsync(services, signed.Token);
        if (context.Get(_json))
        {
            await OutputJson.WriteAsync(context.Out, signed);
            return ExitCodes.Done;
        }

        await context.Out.WriteLineAsync(signed.Token);
        if (context.Terminal.IsErrorTerminal)
            await context.Error.WriteLineAsync(
                $"Valid until {signed.Expires:yyyy-MM-dd HH:mm:ss} UTC; 'streaming token show' explains it.");
        return ExitCodes.Done;
    }

    // The token is not printed if the server would refuse it, for example because Access:Algorithms does not allow its algorithm.
    private static async Task CheckAsync(TokenServices services, string token)
    {
        try
        {
            await services.Validator.CheckAsync(token, address: null);
        }
        catch (RefusalException e)
        {
            throw new CommandException($"A server with these settings would refuse the token. {e.Message}", inner: e);
        }
    }

    private string? NameOf(CommandContext context)
    {
        try
        {
            return context.Get(_name) is { } name ? SenderName.Check(name) : null;
        }
        catch (RefusalException e)
        {
            throw CommandException.Usage($"The name (--name) is not valid. {e.Message}");
        }
    }

    private TimeSpan Lifetime(CommandContext context)
    {
        var text = context.Get(_expires) ?? "1d";
        return Duration.TryParse(text, out var time) && time > TimeSpan.Zero ? time
            : throw CommandException.Usage($"'{text}' (--expires) is not a time; give one such as 15m, 12h or 30d.");
    }

    private static Option<string> Text(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value };
}
