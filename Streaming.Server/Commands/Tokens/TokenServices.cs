using Microsoft.Extensions.Options;
using Streaming.Server.Access;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Hosting;

namespace Streaming.Server.Commands.Tokens;

/// <summary>Provides the signing keys and the rules for tokens from the configuration of the server.</summary>
internal sealed class TokenServices : IDisposable
{
    private readonly ServiceProvider _services;

    /// <summary>Reads the keys and the rules for tokens from the configuration of the server.</summary>
    /// <param name="settings">The settings of the server, in the form in which ASP.NET Core reads them from a command line.</param>
    /// <param name="key">The key that replaces all configured keys; null to use the configured keys.</param>
    /// <exception cref="CommandException">The section <c>Access</c> of the configuration is not valid.</exception>
    public TokenServices(string[] settings, AccessKey? key)
    {
        try
        {
            var builder = ServerHost.CreateBuilder(settings);
            MisspeltSections.Refuse(builder.Configuration);
            Configuration = builder.Configuration;
            _services = new ServiceCollection().AddSingleton<IConfiguration>(Configuration).AddSingleton(TimeProvider.System)
                .AddLogging().AddTokens().PostConfigure<AccessOptions>(access => Replace(access.Keys, key)).BuildServiceProvider();
            Access = _services.GetRequiredService<IOptions<AccessOptions>>().Value;
        }
        catch (Exception e) when (StartFailure.Explain(e) is { } sentence)
        {
            throw new CommandException(sentence, inner: e);
        }
    }

    public IConfiguration Configuration { get; }

    public AccessOptions Access { get; }

    public TokenValidator Validator => _services.GetRequiredService<TokenValidator>();

    /// <summary>The signing keys that the tool <c>dotnet user-jwts</c> has created for development, in base64.</summary>
    public IEnumerable<string> DevelopmentKeys => Configuration.GetSection(ConfigureJwtBearer.ToolKeysSection).GetChildren()
        .Select(key => key["Value"]).OfType<string>();

    /// <summary>Whether the signature of a token can be checked, because a key or an authority is configured.</summary>
    public bool CanCheck => Access.Keys.Count > 0 || Access.Authority is not null || DevelopmentKeys.Any();

    public void Dispose() => _services.Dispose();

    private static void Replace(IList<AccessKey> keys, AccessKey? key)
    {
        if (key is null)
            return;
        keys.Clear();
        keys.Add(key);
    }
}
