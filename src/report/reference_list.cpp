#include "report/references.hpp"

namespace dmn::report {

const std::vector<Reference>& references()
{
  static const std::vector<Reference> all{
      {"afyouni2019",
       "Afyouni, S., Smith, S. M. & Nichols, T. E. (2019). Effective degrees of freedom of the Pearson's correlation "
       "coefficient under autocorrelation. NeuroImage 199, 609-625",
       "10.1016/j.neuroimage.2019.05.011"},
      {"amico2018",
       "Amico, E. & Goni, J. (2018). The quest for identifiability in human functional connectomes. Scientific Reports "
       "8, 8254",
       "10.1038/s41598-018-25089-1"},
      {"andrewshanna2010",
       "Andrews-Hanna, J. R., Reidler, J. S., Sepulcre, J., Poulin, R. & Buckner, R. L. (2010). Functional-anatomic "
       "fractionation of the brain's default network. Neuron 65, 550-562",
       "10.1016/j.neuron.2010.02.005"},
      {"baggio2018",
       "Baggio, H. C., Abos, A., Segura, B., Campabadal, A., Garcia-Diaz, A., Uribe, C., Compta, Y., Marti, M. J., "
       "Valldeoriola, F. & Junque, C. (2018). Statistical inference in brain graphs using threshold-free network-based "
       "statistics. Human Brain Mapping 39, 2289-2302",
       "10.1002/hbm.24007"},
      {"benjamini1995",
       "Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate: a practical and powerful approach "
       "to "
       "multiple testing. Journal of the Royal Statistical Society B 57, 289-300",
       "10.1111/j.2517-6161.1995.tb02031.x"},
      {"blondel2008",
       "Blondel, V. D., Guillaume, J.-L., Lambiotte, R. & Lefebvre, E. (2008). Fast unfolding of communities in large "
       "networks. Journal of Statistical Mechanics: Theory and Experiment, P10008",
       "10.1088/1742-5468/2008/10/P10008"},
      {"chen2022",
       "Chen, A. A., Beer, J. C., Tustison, N. J., Cook, P. A., Shinohara, R. T. & Shou, H. (2022). Mitigating site "
       "effects in covariance for machine learning in neuroimaging data. Human Brain Mapping 43, 1179-1195",
       "10.1002/hbm.25688"},
      {"ciric2017",
       "Ciric, R., Wolf, D. H., Power, J. D., Roalf, D. R., Baum, G. L., Ruparel, K., Shinohara, R. T., Elliott, M. "
       "A., "
       "Eickhoff, S. B., Davatzikos, C., Gur, R. C., Gur, R. E., Bassett, D. S. & Satterthwaite, T. D. (2017). "
       "Benchmarking of participant-level confound regression strategies for the control of motion artifact in studies "
       "of "
       "functional connectivity. NeuroImage 154, 174-187",
       "10.1016/j.neuroimage.2017.03.020"},
      {"esteban2019",
       "Esteban, O., Markiewicz, C. J., Blair, R. W., Moodie, C. A., Isik, A. I., Erramuzpe, A., Kent, J. D., "
       "Goncalves, "
       "M., DuPre, E., Snyder, M., Oya, H., Ghosh, S. S., Wright, J., Durnez, J., Poldrack, R. A. & Gorgolewski, K. J. "
       "(2019). fMRIPrep: a robust preprocessing pipeline for functional MRI. Nature Methods 16, 111-116",
       "10.1038/s41592-018-0235-4"},
      {"fair2020",
       "Fair, D. A., Miranda-Dominguez, O., Snyder, A. Z., Perrone, A., Earl, E. A. & others (2020). Correction of "
       "respiratory artifacts in MRI head motion estimates. NeuroImage 208, 116400",
       "10.1016/j.neuroimage.2019.116400"},
      {"finn2015",
       "Finn, E. S., Shen, X., Scheinost, D., Rosenberg, M. D., Huang, J., Chun, M. M., Papademetris, X. & Constable, "
       "R. T. (2015). Functional connectome fingerprinting: identifying individuals using patterns of brain "
       "connectivity. Nature Neuroscience 18, 1664-1671",
       "10.1038/nn.4135"},
      {"freedman1983",
       "Freedman, D. & Lane, D. (1983). A nonstochastic interpretation of reported significance levels. Journal of "
       "Business and Economic Statistics 1, 292-298",
       "10.1080/07350015.1983.10509354"},
      {"gelman2008",
       "Gelman, A. (2008). Scaling regression inputs by dividing by two standard deviations. Statistics in Medicine "
       "27, 2865-2873",
       "10.1002/sim.3107"},
      {"guimera2005",
       "Guimera, R. & Amaral, L. A. N. (2005). Functional cartography of complex metabolic networks. Nature 433, "
       "895-900",
       "10.1038/nature03288"},
      {"hartung2001",
       "Hartung, J. & Knapp, G. (2001). A refined method for the meta-analysis of controlled clinical trials with "
       "binary "
       "outcome. Statistics in Medicine 20, 3875-3889",
       "10.1002/sim.1009"},
      {"hedges1981",
       "Hedges, L. V. (1981). Distribution theory for Glass's estimator of effect size and related estimators. Journal "
       "of "
       "Educational Statistics 6, 107-128",
       "10.3102/10769986006002107"},
      {"holm1979",
       "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics "
       "6, 65-70",
       "", "https://www.jstor.org/stable/4615733"},
      {"jacobson1991",
       "Jacobson, N. S. & Truax, P. (1991). Clinical significance: a statistical approach to defining meaningful "
       "change in psychotherapy research. Journal of Consulting and Clinical Psychology 59, 12-19",
       "10.1037/0022-006X.59.1.12"},
      {"johnson2007",
       "Johnson, W. E., Li, C. & Rabinovic, A. (2007). Adjusting batch effects in microarray expression data using "
       "empirical Bayes methods. Biostatistics 8, 118-127",
       "10.1093/biostatistics/kxj037"},
      {"ledoit2004",
       "Ledoit, O. & Wolf, M. (2004). A well-conditioned estimator for large-dimensional covariance matrices. Journal "
       "of "
       "Multivariate Analysis 88, 365-411",
       "10.1016/S0047-259X(03)00096-4"},
      {"leonardi2015",
       "Leonardi, N. & Van De Ville, D. (2015). On spurious and real fluctuations of dynamic functional connectivity "
       "during rest. NeuroImage 104, 430-436",
       "10.1016/j.neuroimage.2014.09.007"},
      {"lindquist2019",
       "Lindquist, M. A., Geuter, S., Wager, T. D. & Caffo, B. S. (2019). Modular preprocessing pipelines can "
       "reintroduce "
       "artifacts into fMRI data. Human Brain Mapping 40, 2358-2376",
       "10.1002/hbm.24528"},
      {"nichols2005",
       "Nichols, T., Brett, M., Andersson, J., Wager, T. & Poline, J.-B. (2005). Valid conjunction inference with the "
       "minimum statistic. NeuroImage 25, 653-660",
       "10.1016/j.neuroimage.2004.12.005"},
      {"onnela2005",
       "Onnela, J.-P., Saramaki, J., Kertesz, J. & Kaski, K. (2005). Intensity and coherence of motifs in weighted "
       "complex networks. Physical Review E 71, 065103",
       "10.1103/PhysRevE.71.065103"},
      {"power2012",
       "Power, J. D., Barnes, K. A., Snyder, A. Z., Schlaggar, B. L. & Petersen, S. E. (2012). Spurious but systematic "
       "correlations in functional connectivity MRI networks arise from subject motion. NeuroImage 59, 2142-2154",
       "10.1016/j.neuroimage.2011.10.018"},
      {"prichard1994",
       "Prichard, D. & Theiler, J. (1994). Generating surrogate data for time series with several simultaneously "
       "measured variables. Physical Review Letters 73, 951-954",
       "10.1103/PhysRevLett.73.951"},
      {"rouder2009",
       "Rouder, J. N., Speckman, P. L., Sun, D., Morey, R. D. & Iverson, G. (2009). Bayesian t tests for accepting and "
       "rejecting the null hypothesis. Psychonomic Bulletin and Review 16, 225-237",
       "10.3758/PBR.16.2.225"},
      {"schuirmann1987",
       "Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure and the power approach for "
       "assessing "
       "the equivalence of average bioavailability. Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680",
       "10.1007/BF01068419"},
      {"shen2017",
       "Shen, X., Finn, E. S., Scheinost, D., Rosenberg, M. D., Chun, M. M., Papademetris, X. & Constable, R. T. "
       "(2017). Using connectome-based predictive modeling to predict individual behavior from brain connectivity. "
       "Nature Protocols 12, 506-518",
       "10.1038/nprot.2016.178"},
      {"shrout1979",
       "Shrout, P. E. & Fleiss, J. L. (1979). Intraclass correlations: uses in assessing rater reliability. "
       "Psychological Bulletin 86, 420-428",
       "10.1037/0033-2909.86.2.420"},
      {"varoquaux2010",
       "Varoquaux, G., Baronnet, F., Kleinschmidt, A., Fillard, P. & Thirion, B. (2010). Detection of brain "
       "functional-connectivity difference in post-stroke patients using group-level covariance modeling. In: Medical "
       "Image Computing and Computer-Assisted Intervention - MICCAI 2010, Lecture Notes in Computer Science 6361, "
       "200-208",
       "10.1007/978-3-642-15705-9_25"},
      {"viechtbauer2010",
       "Viechtbauer, W. (2010). Conducting meta-analyses in R with the metafor package. Journal of Statistical "
       "Software "
       "36, 1-48",
       "10.18637/jss.v036.i03"},
      {"winkler2014",
       "Winkler, A. M., Ridgway, G. R., Webster, M. A., Smith, S. M. & Nichols, T. E. (2014). Permutation inference "
       "for "
       "the general linear model. NeuroImage 92, 381-397",
       "10.1016/j.neuroimage.2014.01.060"},
      {"winkler2016",
       "Winkler, A. M., Ridgway, G. R., Douaud, G., Nichols, T. E. & Smith, S. M. (2016). Faster permutation inference "
       "in "
       "brain imaging. NeuroImage 141, 502-516",
       "10.1016/j.neuroimage.2016.05.068"},
      {"yan2013",
       "Yan, C.-G., Cheung, B., Kelly, C., Colcombe, S., Craddock, R. C., Di Martino, A., Li, Q., Zuo, X.-N., "
       "Castellanos, "
       "F. X. & Milham, M. P. (2013). A comprehensive assessment of regional variation in the impact of head "
       "micromovements "
       "on functional connectomics. NeuroImage 76, 183-201",
       "10.1016/j.neuroimage.2013.03.004"},
      {"zalesky2010",
       "Zalesky, A., Fornito, A. & Bullmore, E. T. (2010). Network-based statistic: identifying differences in brain "
       "networks. NeuroImage 53, 1197-1207",
       "10.1016/j.neuroimage.2010.06.041"},
      {"zang2004",
       "Zang, Y., Jiang, T., Lu, Y., He, Y. & Tian, L. (2004). Regional homogeneity approach to fMRI data analysis. "
       "NeuroImage 22, 394-400",
       "10.1016/j.neuroimage.2003.12.030"},
      {"zang2007",
       "Zang, Y.-F., He, Y., Zhu, C.-Z., Cao, Q.-J., Sui, M.-Q., Liang, M., Tian, L.-X., Jiang, T.-Z. & Wang, Y.-F. "
       "(2007). Altered "
       "baseline brain activity in children with ADHD revealed by resting-state functional MRI. Brain and Development "
       "29, 83-91",
       "10.1016/j.braindev.2006.07.002"},
      {"zou2008",
       "Zou, Q.-H., Zhu, C.-Z., Yang, Y., Zuo, X.-N., Long, X.-Y., Cao, Q.-J., Wang, Y.-F. & Zang, Y.-F. (2008). An "
       "improved "
       "approach to detection of amplitude of low-frequency fluctuation (ALFF) for resting-state fMRI: fractional "
       "ALFF. Journal of "
       "Neuroscience Methods 172, 137-141",
       "10.1016/j.jneumeth.2008.04.012"},
  };
  return all;
}

}  // namespace dmn::report
