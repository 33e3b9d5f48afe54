using Bidline.Primitives;

namespace Bidline.Adapters.Buyers;

/// <summary>A North American number as ten digits; any other in E.164 without the plus.</summary>
internal static class NationalNumber
{
    public static string Of(PhoneNumber phone) => phone.AreaCode is null ? phone.E164[1..] : phone.E164[2..];
}
