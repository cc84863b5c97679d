using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Formatters;

namespace Streaming.Server.Http;

/// <summary>Configures how ASP.NET Core reads JSON bodies for actions with <see cref="FromBodyAttribute"/>.</summary>
internal static class JsonBodies
{
    /// <summary>
    /// Refuses JSON bodies in another encoding than UTF-8, which is the encoding of JSON (RFC 8259, section 8.1). ASP.NET Core would also
    /// accept UTF-16, and would fail with an unhandled exception if the body is not valid in this encoding.
    /// </summary>
    public static IServiceCollection AddJsonBodies(this IServiceCollection services) =>
        services.PostConfigure<MvcOptions>(mvc =>
        {
            foreach (var encodings in mvc.InputFormatters.OfType<SystemTextJsonInputFormatter>().Select(json => json.SupportedEncodings))
            {
                foreach (var other in encodings.Where(encoding => encoding.CodePage != Encoding.UTF8.CodePage).ToList())
                    encodings.Remove(other);
            }
        });
}
