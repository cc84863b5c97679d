using Microsoft.Extensions.Options;
using Streaming.Server.Access;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Hosting;

namespace Streaming.Server.Commands.Tokens;

/// <summary>The keys and rules for tokens in the configuration of the server.</summary>
internal sealed class TokenServices : IDisposable
{
    private const string KeySetting = "Access:Keys:0:Secret";

    private readonly ServiceProvider _services;

    /// <summary>Reads the configuration.</summary>
    /// <param name="settings">Settings in the form of ASP.NET Core's command line.</param>
    /// <param name="key">The key to use in place of the configured ones, in base64; null to use those.</param>
    /// <exception cref="CommandException">The section <c>Access</c> of the configuration is not valid.</exception>
    public TokenServices(string[] settings, string? key)
    {
        try
        {
            var builder = ServerHost.CreateBuilder(settings);
            if (key is not null)
                builder.Configuration.AddInMemoryCollection([KeyValuePair.Create(KeySetting, (string?)key)]);
            Configuration = builder.Configuration;
            _services = new ServiceCollection().AddSingleton<IConfiguration>(Configuration).AddSingleton(TimeProvider.System)
                .AddLogging().AddTokens().BuildServiceProvider();
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

    /// <summary>The keys that <c>dotnet user-jwts</c> has created for development, in base64.</summary>
    public IEnumerable<string> DevelopmentKeys => Configuration.GetSection(ConfigureJwtBearer.ToolKeysSection).GetChildren()
        .Select(key => key["Value"]).OfType<string>();

    /// <summary>Whether tokens can be checked: there is a key or an authority.</summary>
    public bool CanCheck => Access.Keys.Count > 0 || Access.Authority is not null || DevelopmentKeys.Any();

    public void Dispose() => _services.Dispose();
}
