using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Commands.Tokens;

/// <summary>
/// The command <c>token show</c>, which decodes and explains a token. If a key is configured or given, it also checks the token.
/// </summary>
internal sealed class TokenShowCommand : AppCommand
{
    // 9999-12-31.
    private const double LatestTime = 253_402_300_799;

    private readonly Argument<string> _token = new("token")
    {
        Description = "The token; without it, or with -, it is read from the standard input.",
        HelpName = "TOKEN",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Write JSON." };
    private readonly KeyOptions _key = new();

    public TokenShowCommand()
        : base("show",
            "Decode and explain a token. If the settings have a key or an authority, or a key is given, the token is checked as the " +
            "server would check it; the exit code is 1 if it is refused.")
    {
        TakesSettings = true;
        Add(_token);
        _key.AddTo(this);
        Add(_json);
        Run(RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var text = context.Get(_token) is { Length: > 0 } given and not "-" ? given
            : (await context.Terminal.ReadAllAsync(context.Cancellation)).Trim();
        if (text.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            text = text["Bearer ".Length..].Trim();
        var token = Decode(text);
        var key = await _key.ReadAsync(context, token.Kid);
        using var services = new TokenServices(context.Settings, key);
        var (caller, problem) = services.CanCheck ? await CheckAsync(services, text) : (null, null);
        if (context.Get(_json))
            await OutputJson.WriteAsync(context.Out, Json(token, services.CanCheck, problem));
        else
            await WriteAsync(context.Out, token, services.CanCheck, caller, problem);
        return problem is null ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static JsonWebToken Decode(string text)
    {
        try
        {
            return new JsonWebToken(text);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or JsonException)
        {
            throw new CommandException(
                "The text is not a JWT; give a token of three parts with dots between them, as 'streaming token create' prints it.",
                inner: e);
        }
    }

    private static async Task<(Caller? Caller, string? Problem)> CheckAsync(TokenServices services, string token)
    {
        try
        {
            return (await services.Validator.CheckAsync(token, address: null), null);
        }
        catch (RefusalException e)
        {
            return (null, e.Message);
        }
    }

    private static async Task WriteAsync(TextWriter output, JsonWebToken token, bool isChecked, Caller? caller, string? problem)
    {
        var payload = Part(token.EncodedPayload);
        var lines = payload.Select(claim => (string[])[claim.Key, Explain(claim.Key, claim.Value)]).ToList();
        lines.AddRange(Part(token.EncodedHeader).Select(header => (string[])[$"{header.Key} (header)", Explain(header.Key, header.Value)]));
        await TextTable.WriteAsync(output, ["CLAIM", "VALUE"], lines);
        await output.WriteLineAsync();
        await output.WriteLineAsync(problem ?? (!isChecked
            ? "Not checked: there is no key in the settings; give --key-file or --key."
            : caller is { Publish: [], Subscribe: [], Admin: [] }
                ? "Valid. It has no permissions: its claims publish, subscribe and admin name no topics."
                : $"Valid. It may publish to {List(caller!.Publish)}, read {List(caller.Subscribe)}, and administer " +
                    $"{List(caller.Admin)}{(caller.Admin.Count > 0 ? " (and so also publish there and read it)" : string.Empty)}."));
    }

    private static JsonObject Json(JsonWebToken token, bool isChecked, string? problem) => new()
    {
        ["header"] = Part(token.EncodedHeader),
        ["claims"] = Part(token.EncodedPayload),
        ["valid"] = isChecked ? problem is null : null,
        ["problem"] = problem,
    };

    private static JsonObject Part(string encoded) => (JsonObject)JsonNode.Parse(Base64UrlEncoder.Decode(encoded))!;

    private static string Explain(string claim, JsonNode? value)
    {
        if (claim is "exp" or "iat" or "nbf" && value?.GetValueKind() == JsonValueKind.Number)
        {
            var seconds = value.GetValue<double>();
            return seconds is >= 0 and <= LatestTime ? $"{DateTimeOffset.FromUnixTimeSeconds((long)seconds):yyyy-MM-dd HH:mm:ss} UTC"
                : $"{value} (not a time in seconds)";
        }

        return value switch
        {
            JsonArray list => string.Join(", ", list.Select(each => each?.ToString())),
            null => "null",
            _ => value.ToString(),
        };
    }

    private static string List(IReadOnlyCollection<string> patterns) => patterns.Count == 0 ? "nothing" : string.Join(", ", patterns);
}
