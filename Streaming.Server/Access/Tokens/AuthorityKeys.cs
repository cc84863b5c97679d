using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Tokens;

/// <summary>
/// Loads the keys of the authority (the OpenID Connect server that issues tokens) for the first time. All requests share one attempt, and
/// none follows for a few seconds after a failure. Otherwise, requests with invalid tokens would wait for each other while the authority
/// does not respond, and each of them would send requests to it. The JWT package itself loads the keys again later.
/// </summary>
internal sealed class AuthorityKeys(TimeProvider time)
{
    /// <summary>The time limit for one request to the authority.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private IConfigurationManager<OpenIdConnectConfiguration>? _manager;
    private Task<Exception?> _attempt = Task.FromResult<Exception?>(null);
    private long? _failed;

    /// <summary>Returns when the keys are loaded.</summary>
    /// <exception cref="RefusalException">The keys cannot be loaded now.</exception>
    public async ValueTask EnsureAsync(JwtBearerOptions options)
    {
        if (options.ConfigurationManager is { } manager && await Attempt(manager) is { } failure)
            throw new RefusalException(
                RefusalReason.Unavailable, "The token cannot be checked now, since the keys of its authority cannot be loaded; try again.",
                failure);
    }

    private Task<Exception?> Attempt(IConfigurationManager<OpenIdConnectConfiguration> manager)
    {
        lock (_gate)
        {
            var isNew = !ReferenceEquals(manager, _manager);
            if (isNew || (_failed is { } failed && time.GetElapsedTime(failed) >= s_pauseAfterFailure))
                (_manager, _failed, _attempt) = (manager, null, LoadAsync(manager));
            return _attempt;
        }
    }

    private async Task<Exception?> LoadAsync(IConfigurationManager<OpenIdConnectConfiguration> manager)
    {
        await Task.Yield();
        try
        {
            await manager.GetConfigurationAsync(CancellationToken.None);
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException or OperationCanceledException)
        {
            lock (_gate)
                _failed = time.GetTimestamp();
            return e;
        }
    }
}
