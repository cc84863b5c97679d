using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Streaming.Server.Access.Tokens;

/// <summary>Extension methods for the options of the JWT package, which validates tokens.</summary>
internal static class JwtBearerOptionsExtensions
{
    /// <summary>
    /// Returns whether the options contain a key or an authority (a server that publishes keys), so that tokens can be checked.
    /// </summary>
    public static bool CanCheck(this JwtBearerOptions options) =>
        options.ConfigurationManager is not null || options.TokenValidationParameters.IssuerSigningKeys?.Any() == true;
}
