using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Streaming.Server.Access.Tokens;

/// <summary>Extension methods for the options of the JWT bearer package.</summary>
internal static class JwtBearerOptionsExtensions
{
    /// <summary>Whether the options contain a key or an authority, so that tokens can be checked.</summary>
    public static bool CanCheck(this JwtBearerOptions options) =>
        options.ConfigurationManager is not null || options.TokenValidationParameters.IssuerSigningKeys?.Any() == true;
}
